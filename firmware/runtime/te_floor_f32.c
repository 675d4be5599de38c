#include "te_floor_f32.h"

#define TWO_TO_23 8388608.0f /* from here on, every number is whole */

static float floor_of(float x) {
    if (!(x > -TWO_TO_23 && x < TWO_TO_23)) {
        return x;
    }
    const float cut = (float)(int32_t)x;
    if (cut > x) {
        return cut - 1.0f;
    }
    return cut < x ? cut : x; /* x itself if it is whole, which keeps -0.0 */
}

static float rounded(float x) {
    const float floor = floor_of(x);
    const float above = x - floor;
    if (above < 0.5f) {
        return floor;
    }
    /* Exactly a half is left of numbers within 2^23 only, whose floor fits int32. */
    const int half = above >= 0.5f && above <= 0.5f;
    return half && (int32_t)floor % 2 == 0 ? floor : floor + 1.0f;
}

void te_floor_f32(te_floor_f32_kind kind, int32_t count, const float *input, float *output) {
    for (int32_t i = 0; i < count; i++) {
        switch (kind) {
        case TE_CEIL_F32:
            output[i] = -floor_of(-input[i]);
            break;
        case TE_ROUND_F32:
            output[i] = rounded(input[i]);
            break;
        case TE_FLOOR_F32:
        default:
            output[i] = floor_of(input[i]);
            break;
        }
    }
}
