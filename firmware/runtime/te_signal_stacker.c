#include "te_signal_stacker.h"

#include "te_memory.h"
#include "te_signal_queue.h"

/* How many frames there are before this one. */
static int32_t frames_before(const te_signal_stacker_params *p, const int16_t *input,
                             int16_t *kept, const int32_t *held) {
    if (held == NULL) {
        return 0;
    }
    if (*held >= 0) {
        return *held;
    }
    for (int32_t frame = 0; frame < p->left; frame++) {
        memcpy(kept + frame * p->channels, input, (size_t)p->channels * sizeof *kept);
    }
    return p->left;
}

void te_signal_stacker(const te_signal_stacker_params *p, const int16_t *input, int16_t *kept,
                       int32_t *held, int16_t *output, int8_t *complete) {
    const int32_t frames = frames_before(p, input, kept, held);
    const int32_t count = frames * p->channels;
    const int32_t size = (p->kept + 1) * p->channels;
    int32_t dropped = 0;
    *complete = frames == p->kept;
    if (*complete) {
        te_queue_read(count, kept, input, size, output);
        dropped = p->step;
    } else {
        memset(output, 0, (size_t)size * sizeof *output);
    }
    if (held != NULL) {
        const int32_t left =
            te_queue_drop(count, kept, p->channels, input, dropped * p->channels);
        memset(kept + left, 0, (size_t)(p->kept * p->channels - left) * sizeof *kept);
        *held = frames + 1 - dropped;
    }
}
