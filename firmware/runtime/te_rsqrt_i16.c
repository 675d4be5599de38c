#include "te_rsqrt_i16.h"

#include "te_square_root.h"

#define FRACTIONAL_BITS 20

void te_rsqrt_i16(int32_t multiplier, int32_t shift, int32_t count, const int16_t *input,
                  int16_t *output) {
    for (int32_t i = 0; i < count; i++) {
        if (input[i] <= 0) {
            output[i] = INT16_MAX;
            continue;
        }
        const te_factor root = te_inverse_square_root(input[i]);
        const int32_t wide = te_requantize(1, root.multiplier, root.shift + FRACTIONAL_BITS);
        output[i] = te_clamp_i16(te_requantize(wide, multiplier, shift - FRACTIONAL_BITS),
                                 INT16_MIN, INT16_MAX);
    }
}
