#include "te_describe.h"

#include "board.h"
#include "image.h"
#include "port.h"
#include "te_count.h"

#define WINDOW 1
#define STREAMS 1u
#define CLOCK 2u
#define LONGEST_TEXT 31

/* The description is never in memory as a whole: it is written past a window, and what falls into
 * the window stays. */
typedef struct {
    uint32_t at; /* bytes written so far */
    uint32_t from, to;
    uint8_t *bytes;
} window;

static void put8(window *w, uint32_t value) {
    if (w->at >= w->from && w->at < w->to) {
        w->bytes[w->at - w->from] = (uint8_t)value;
    }
    w->at++;
}

static void put16(window *w, uint32_t value) {
    put8(w, value & 0xffu);
    put8(w, value >> 8 & 0xffu);
}

static void put32(window *w, uint32_t value) {
    put16(w, value & 0xffffu);
    put16(w, value >> 16);
}

static void put_hash(window *w, const uint8_t hash[32]) {
    for (uint32_t i = 0; i < 32; ++i) {
        put8(w, hash[i]);
    }
}

static void put_indices(window *w, const uint16_t *indices, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        put16(w, indices[i]);
    }
}

static void put_text(window *w, const char *text) {
    uint32_t length = 0;
    while (length < LONGEST_TEXT && text[length] != '\0') {
        ++length;
    }
    put8(w, length);
    for (uint32_t i = 0; i < length; ++i) {
        put8(w, (uint8_t)text[i]);
    }
}

uint32_t te_describe(const te_model *model, uint32_t offset, uint8_t *bytes, uint32_t capacity) {
    window w = {.at = 0, .from = offset, .to = offset + capacity, .bytes = bytes};
    put16(&w, TE_MAX_PAYLOAD);
    put8(&w, te_count_unit());
    put8(&w, WINDOW);
    put32(&w, te_port_time_us() > 0 ? STREAMS | CLOCK : STREAMS);
    put32(&w, model->arena_bytes);
    put32(&w, TE_STACK_BYTES);
    put16(&w, model->tensor_count);
    put16(&w, model->layer_count);
    put16(&w, model->input_count);
    put16(&w, model->output_count);
    put_hash(&w, model->sha256);
    put_hash(&w, te_image_sha256);
    put_indices(&w, model->inputs, model->input_count);
    put_indices(&w, model->outputs, model->output_count);
    put_text(&w, TE_BOARD_ID);
    put_text(&w, model->engine);
    put_text(&w, model->name);
    return w.at;
}
