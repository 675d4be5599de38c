#include "te_cumsum_f32.h"

#include "te_wide.h"

static void sum_up(const te_cumsum_f32_params *p, const float *input, float *output) {
    float sum = 0.0f;
    int32_t at = p->first;
    for (int32_t k = 0; k < p->size; k++) {
        const float before = sum;
        sum = te_one_nan_f32(sum + input[at]);
        output[at] = p->exclusive != 0 ? before : sum;
        at += p->step;
    }
}

void te_cumsum_f32(const te_cumsum_f32_params *p, const float *input, float *output) {
    for (int32_t o = 0; o < p->outer; o++) {
        for (int32_t i = 0; i < p->inner; i++) {
            sum_up(p, input + i, output + i);
        }
        input += p->size * p->inner;
        output += p->size * p->inner;
    }
}
