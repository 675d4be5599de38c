#include "te_add_n_f32.h"

#include "te_wide.h"

void te_add_n_f32(int32_t inputs, int32_t count, const float *const *input, float *output) {
    for (int32_t i = 0; i < count; i++) {
        float sum = 0.0f;
        for (int32_t j = 0; j < inputs; j++) {
            sum += input[j][i];
        }
        output[i] = te_one_nan_f32(sum);
    }
}
