#include "te_sqrt_of.h"

#include "te_wide.h"

#define ROOT_BITS 25 /* one more than are kept: no root lies in the middle between two floats */
#define BIAS 127

float te_sqrt_of(float x) {
    const uint32_t bits = te_bits_of_f32(x);
    const uint32_t size = bits & ~TE_SIGN_F32;
    if (size == 0u || size > TE_INFINITY_F32 || bits == TE_INFINITY_F32) {
        return x;
    }
    if (bits != size) {
        return te_f32_of_bits(TE_NAN_F32);
    }
    /* x = 4^half * number, in [1, 4) where the first pair of bits is the whole part. */
    const te_wide number = te_wide_of_bits(bits);
    const int32_t odd = (number.exponent & 1) != 0;
    const int32_t half = (number.exponent - odd) / 2;
    uint64_t pairs = number.significand >> (odd != 0 ? 0 : 1);
    uint32_t root = 0;
    uint32_t rest = 0;
    for (int32_t i = 0; i < ROOT_BITS; i++) {
        rest = rest << 2 | (uint32_t)(pairs >> 62);
        pairs <<= 2;
        const uint32_t trial = root << 2 | 1u;
        root <<= 1;
        if (rest >= trial) {
            rest -= trial;
            root |= 1u;
        }
    }
    /* The highest bit of the root counts as one of the exponent. */
    const uint32_t biased = (uint32_t)(half + BIAS - 1);
    return te_f32_of_bits((biased << 23) + ((root + 1u) >> 1));
}

float te_rsqrt_of(float x) {
    return te_one_nan_f32(1.0f / te_sqrt_of(x));
}
