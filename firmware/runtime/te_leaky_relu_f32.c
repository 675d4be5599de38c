#include "te_leaky_relu_f32.h"

#include "te_wide.h"

void te_leaky_relu_f32(float alpha, int32_t count, const float *input, float *output) {
    for (int32_t i = 0; i < count; i++) {
        const float value = input[i];
        output[i] = value > 0.0f ? value : te_one_nan_f32(value * alpha);
    }
}
