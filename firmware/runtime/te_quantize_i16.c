#include "te_quantize_i16.h"

#include "te_requantize.h"

/* Past this the result is cut whatever the zero point; below it, int32 holds the quotient. */
#define LIMIT 131072.0f

static int32_t rounded(float value) {
    if (value > LIMIT) {
        return (int32_t)LIMIT;
    }
    if (value < -LIMIT) {
        return (int32_t)-LIMIT;
    }
    if (value != value) {
        return 0;
    }
    const int32_t whole = (int32_t)value; /* towards zero */
    const float rest = value - (float)whole;
    if (rest >= 0.5f) {
        return whole + 1;
    }
    return rest <= -0.5f ? whole - 1 : whole;
}

void te_quantize_i16(float scale, int32_t zero_point, int32_t count, const float *input,
                     int16_t *output) {
    for (int32_t i = 0; i < count; i++) {
        output[i] = te_clamp_i16(rounded(input[i] / scale) + zero_point, INT16_MIN, INT16_MAX);
    }
}
