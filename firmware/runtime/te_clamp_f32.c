#include "te_clamp_f32.h"

void te_clamp_f32(float min, float max, int32_t count, const float *input, float *output) {
    for (int32_t i = 0; i < count; i++) {
        const float value = input[i];
        if (value < min) {
            output[i] = min;
        } else {
            output[i] = max > 0.0f && value > max ? max : value;
        }
    }
}
