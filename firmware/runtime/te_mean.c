#include "te_mean.h"

#include "te_requantize.h"

static int32_t sum_of(const te_mean_params *p, const int8_t *input) {
    const int32_t step = p->reduced[1].step;
    int32_t sum = p->bias;
    for (int32_t i = 0; i < p->reduced[0].size; i++) {
        const int8_t *q = input;
        for (int32_t j = p->reduced[1].size; j != 0; j--) {
            sum += *q;
            q += step;
        }
        input += p->reduced[0].step;
    }
    return sum;
}

void te_mean(const te_mean_params *p, const int8_t *input, int8_t *output) {
    for (int32_t i = 0; i < p->kept[0].size; i++) {
        for (int32_t j = 0; j < p->kept[1].size; j++) {
            const int32_t sum = sum_of(p, input + i * p->kept[0].step + j * p->kept[1].step);
            *output++ = te_clamp(te_requantize(sum, p->multiplier, p->shift) + p->output_zero_point,
                                 INT8_MIN, INT8_MAX);
        }
    }
}
