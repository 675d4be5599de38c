#include "te_softmax_f32.h"

#include <float.h>

#include "te_exp_of.h"
#include "te_quotient_f32.h"

float te_largest_f32(int32_t count, const float *input) {
    float largest = -FLT_MAX;
    for (int32_t i = 0; i < count; i++) {
        if (largest < input[i]) {
            largest = input[i];
        }
    }
    return largest;
}

void te_softmax_f32(const te_softmax_f32_params *p, const float *input, float *output) {
    for (int32_t row = 0; row < p->rows; row++) {
        const float largest = te_largest_f32(p->depth, input);
        float sum = 0.0f;
        for (int32_t i = 0; i < p->depth; i++) {
            output[i] = te_exp_of((input[i] - largest) * p->beta);
            sum += output[i];
        }
        for (int32_t i = 0; i < p->depth; i++) {
            output[i] = te_quotient_f32(output[i], sum);
        }
        input += p->depth;
        output += p->depth;
    }
}
