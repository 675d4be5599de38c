#include "te_fully_connected_f32.h"

#include "te_product_f32.h"
#include "te_wide.h"

void te_fully_connected_f32(const te_fully_connected_f32_params *p, const float *input,
                            const float *weights, const float *bias, float *output) {
    for (int32_t r = 0; r < p->rows; r++) {
        const float *w = weights;
        for (int32_t o = 0; o < p->outputs; o++) {
            float sum = 0.0f;
            for (int32_t i = 0; i < p->inputs; i++) {
                sum += te_product_f32(input[i], *w++);
            }
            sum = te_one_nan_f32(sum + bias[o]);
            const float raised = sum < p->min ? p->min : sum;
            *output++ = raised > p->max ? p->max : raised;
        }
        input += p->inputs;
    }
}
