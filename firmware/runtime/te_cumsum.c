#include "te_cumsum.h"

#include "te_requantize.h"

#define SUM_STEP (1 << 19) /* TFLM's sums have 19 fractional bits */

static void sum_up(const te_cumsum_params *p, const int8_t *input, int8_t *output) {
    int32_t sum = 0;
    int32_t at = p->first;
    for (int32_t k = p->size; k != 0; k--) {
        const int32_t before = sum;
        sum += input[at] * SUM_STEP;
        output[at] =
            te_clamp(te_requantize(p->exclusive ? before : sum, p->multiplier, p->shift) +
                         p->output_zero_point,
                     INT8_MIN, INT8_MAX);
        at += p->step;
    }
}

void te_cumsum(const te_cumsum_params *p, const int8_t *input, int8_t *output) {
    for (int32_t o = 0; o < p->outer; o++) {
        for (int32_t i = 0; i < p->inner; i++) {
            sum_up(p, input + i, output + i);
        }
        input += p->size * p->inner;
        output += p->size * p->inner;
    }
}
