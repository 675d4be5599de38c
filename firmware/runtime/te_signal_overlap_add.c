#include "te_signal_overlap_add.h"

#include <stddef.h>

static int16_t clamped(int32_t sum) {
    if (sum < INT16_MIN) {
        return INT16_MIN;
    }
    return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum);
}

void te_signal_overlap_add(const te_signal_overlap_add_params *p, const int16_t *input,
                           int16_t *kept, int16_t *output) {
    const int32_t overlap = p->size - p->step;
    for (int32_t row = 0; row < p->rows; row++) {
        for (int32_t frame = 0; frame < p->frames; frame++) {
            for (int32_t i = 0; i < p->size; i++) {
                const int16_t sum = clamped(i < overlap ? input[i] + kept[i] : input[i]);
                if (i < p->step) {
                    output[i] = sum;
                } else {
                    kept[i - p->step] = sum; /* which was read before */
                }
            }
            input += p->size;
            output += p->step;
        }
        if (kept != NULL) {
            kept += overlap;
        }
    }
}
