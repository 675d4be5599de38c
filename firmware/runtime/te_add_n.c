#include "te_add_n.h"

#include "te_requantize.h"

void te_add_n(const te_add_n_params *p, const int8_t *const *input, int8_t *output) {
    for (int32_t i = 0; i < p->count; i++) {
        int32_t sum = p->offset;
        for (int32_t j = 0; j < p->inputs; j++) {
            sum += input[j][i];
        }
        output[i] =
            te_clamp(te_requantize(sum * (1 << 19), p->multiplier, p->shift) + p->output_zero_point,
                     INT8_MIN, INT8_MAX);
    }
}
