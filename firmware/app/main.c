/* The bench firmware: answers the host, one frame at a time, until the line ends. */
#include "port.h"
#include "te_command.h"
#include "te_frame.h"
#include "te_model.h"

static te_frame_decoder decoder;
static te_command_state commands;
static uint8_t received[256];

static void take(uint8_t byte) {
    switch (te_frame_take(&decoder, byte)) {
    case TE_FRAME_GOOD:
        te_command_answer(&commands, decoder.bytes, decoder.count);
        break;
    case TE_FRAME_DAMAGED:
        te_command_damaged(&commands, decoder.count);
        break;
    case TE_FRAME_NONE:
        break;
    }
}

int main(void) {
    te_port_start();
    te_command_start(&commands, &te_model_instance);
    for (;;) {
        /* What the host says goes first: its acknowledgements make room for results. */
        while (te_stream_waits_for_time(&commands.stream) || te_stream_ready(&commands.stream)) {
            if (te_port_pending()) {
                break;
            }
            if (te_stream_ready(&commands.stream)) {
                te_stream_run(&commands.stream);
            }
        }
        const uint32_t count = te_port_read(received, sizeof received);
        if (count == 0) {
            return 0;
        }
        for (uint32_t i = 0; i < count; ++i) {
            take(received[i]);
        }
    }
}
