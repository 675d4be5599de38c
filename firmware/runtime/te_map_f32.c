#include "te_map_f32.h"

void te_map_f32(float (*function)(float), int32_t count, const float *input, float *output) {
    for (int32_t i = 0; i < count; i++) {
        output[i] = function(input[i]);
    }
}
