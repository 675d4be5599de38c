#include "te_dequantize_i16.h"

void te_dequantize_i16(float scale, int32_t zero_point, int32_t count, const int16_t *input,
                       float *output) {
    for (int32_t i = 0; i < count; i++) {
        output[i] = scale * (float)(input[i] - zero_point);
    }
}
