#include "te_mean_i16.h"

#include "te_requantize.h"

static int32_t sum_of(const te_mean_i16_params *p, const int16_t *input) {
    const te_reduction_axis inner = p->axes.reduced[3];
    int32_t at[3] = {0, 0, 0};
    int32_t place = 0;
    int32_t sum = p->bias;
    for (int32_t row = 0; row < p->axes.rows; row++) {
        const int16_t *q = input + place;
        for (int32_t i = inner.size; i != 0; i--) {
            sum += *q;
            q += inner.step;
        }
        place = te_reduction_next(p->axes.reduced, 3, at, place);
    }
    return sum;
}

void te_mean_i16(const te_mean_i16_params *p, const int16_t *input, int16_t *output) {
    int32_t at[4] = {0, 0, 0, 0};
    int32_t place = 0;
    for (int32_t i = 0; i < p->axes.outputs; i++) {
        const int32_t sum = sum_of(p, input + place);
        output[i] = te_clamp_i16(te_requantize(sum, p->multiplier, p->shift) + p->output_zero_point,
                                 INT16_MIN, INT16_MAX);
        place = te_reduction_next(p->axes.kept, 4, at, place);
    }
}
