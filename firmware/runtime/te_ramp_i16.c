#include "te_ramp_i16.h"

#include "te_requantize.h"

void te_ramp_i16(const te_ramp_i16_params *p, const int16_t *input, int16_t *output) {
    for (int32_t i = 0; i < p->count; i++) {
        int32_t value = input[i] - p->input_zero_point;
        const int32_t below = value < 0;
        if (below) {
            value *= p->sign;
        }
        output[i] = te_clamp_i16(
            te_requantize(value, p->multiplier[below], p->shift[below]) + p->output_zero_point,
            p->min, p->max);
    }
}
