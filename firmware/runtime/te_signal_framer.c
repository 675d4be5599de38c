#include "te_signal_framer.h"

#include "te_memory.h"
#include "te_signal_queue.h"

/* One step. count: samples held. Gives how many are held then. */
static int32_t take(const te_signal_framer_params *p, int32_t count, const int16_t *input,
                    int16_t *kept, int16_t *output) {
    if (count < p->kept) {
        memset(output, 0, (size_t)p->size * sizeof *output);
        return te_queue_drop(count, kept, p->step, input, 0);
    }
    te_queue_read(count, kept, input, p->size, output);
    return te_queue_drop(count, kept, p->step, input, p->step);
}

void te_signal_framer(const te_signal_framer_params *p, const int16_t *input, int16_t *kept,
                      int32_t *held, int16_t *output, int8_t *complete) {
    const int32_t before = held != NULL ? *held : p->kept;
    int32_t count = before;
    *complete = before == p->kept;
    for (int32_t row = 0; row < p->rows; row++) {
        count = before;
        for (int32_t frame = 0; frame < p->frames; frame++) {
            count = take(p, count, input, kept, output);
            input += p->step;
            output += p->size;
        }
        if (kept != NULL) {
            kept += p->kept;
        }
    }
    if (held != NULL) {
        *held = count;
    }
}
