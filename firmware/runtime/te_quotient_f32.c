#include "te_quotient_f32.h"

#include "te_wide.h"

#define LEAST_TRUSTED 0x01000000u /* 2^-125: no result of the library from here on was subnormal */

static int is_finite_and_not_0(uint32_t size) {
    return size != 0u && size < TE_INFINITY_F32;
}

float te_quotient_f32(float a, float b) {
    const float quotient = te_one_nan_f32(a / b);
    const uint32_t a_bits = te_bits_of_f32(a);
    const uint32_t b_bits = te_bits_of_f32(b);
    if ((te_bits_of_f32(quotient) & ~TE_SIGN_F32) >= LEAST_TRUSTED ||
        !is_finite_and_not_0(a_bits & ~TE_SIGN_F32) ||
        !is_finite_and_not_0(b_bits & ~TE_SIGN_F32)) {
        return quotient;
    }
    const te_wide dividend = te_wide_of_bits(a_bits);
    const te_wide divisor = te_wide_of_bits(b_bits);
    /* 24 bits each; the lowest of 64 bits of the quotient says whether there are more. */
    uint32_t rest = (uint32_t)(dividend.significand >> 40);
    const uint32_t b_24 = (uint32_t)(divisor.significand >> 40);
    te_wide result = {0, dividend.exponent - divisor.exponent};
    if (rest < b_24) {
        rest <<= 1;
        result.exponent--;
    }
    for (int32_t i = 0; i < 64; i++) {
        const uint32_t fits = rest >= b_24;
        rest = (rest - (fits != 0u ? b_24 : 0u)) << 1;
        result.significand = result.significand << 1 | fits;
    }
    result.significand |= (uint64_t)(rest != 0u);
    return te_wide_to_f32((a_bits ^ b_bits) & TE_SIGN_F32, result);
}
