/* The application as a function: what it answers to some bytes, at a time that it is told. */
#include "fake_model.h"
#include "port.h"
#include "te_command.h"
#include "te_frame.h"
#include "te_memory.h"
#include "te_model.h"

#define MOST_SAID 1048576u

uint32_t library_exchange(const uint8_t *heard, uint32_t count, uint64_t now_us);
const uint8_t *library_said(void);

static te_frame_decoder decoder;
static te_command_state commands;
static bool started;
static uint64_t time_us;
static uint8_t said[MOST_SAID];
static uint32_t said_bytes;

void te_port_write(const uint8_t *bytes, uint32_t count) {
    if (count > MOST_SAID - said_bytes) {
        te_port_halt(1);
    }
    memcpy(said + said_bytes, bytes, count);
    said_bytes += count;
}

bool te_port_keeps(void) {
    return true;
}

uint32_t te_port_count(void) {
    return 0;
}

uint64_t te_port_time_us(void) {
    return time_us;
}

_Noreturn void te_port_halt(int32_t code) {
    (void)code;
    for (;;) {
    }
}

/* Takes count bytes, runs what is then ready; gives how many bytes it says to that. */
uint32_t library_exchange(const uint8_t *heard, uint32_t count, uint64_t now_us) {
    time_us = now_us + 1u;
    said_bytes = 0;
    if (!started) {
        started = true;
        te_command_start(&commands, &te_model_instance);
    }
    for (uint32_t i = 0; i < count; ++i) {
        const te_frame_event event = te_frame_take(&decoder, heard[i]);
        if (event == TE_FRAME_GOOD) {
            te_command_answer(&commands, decoder.bytes, decoder.count);
        } else if (event == TE_FRAME_DAMAGED) {
            te_command_damaged(&commands, decoder.count);
        }
    }
    while (te_stream_ready(&commands.stream)) {
        te_stream_run(&commands.stream);
    }
    return said_bytes;
}

const uint8_t *library_said(void) {
    return said;
}
