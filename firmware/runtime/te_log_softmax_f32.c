#include "te_log_softmax_f32.h"

#include "te_exp_of.h"
#include "te_log_of.h"

void te_log_softmax_f32(const te_softmax_f32_params *p, const float *input, float *output) {
    for (int32_t row = 0; row < p->rows; row++) {
        const float largest = te_largest_f32(p->depth, input);
        float sum = 0.0f;
        for (int32_t i = 0; i < p->depth; i++) {
            sum += te_exp_of(input[i] - largest);
        }
        const float log_sum = te_log_of(sum);
        for (int32_t i = 0; i < p->depth; i++) {
            output[i] = te_one_nan_f32(input[i] - largest - log_sum);
        }
        input += p->depth;
        output += p->depth;
    }
}
