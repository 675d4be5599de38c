#include "te_elu_of.h"

#include "te_exp_of.h"

#define LARGEST_EXPONENT 4 /* from 32 on, exp(-x) is less than 2^-46: a float has 24 bits */
#define SMALL_EXPONENT (-6) /* below 2^-5, 1 and exp(-x) would cancel */

/* 1 / n! * 2^64 for n = 2, ... 9 */
static const uint64_t inverse_factorial[] = {
    0x8000000000000000u, 0x2aaaaaaaaaaaaaabu, 0x0aaaaaaaaaaaaaabu, 0x0222222222222222u,
    0x005b05b05b05b05bu, 0x000d00d00d00d00du, 0x0001a01a01a01a02u, 0x00002e3bc74aad8eu,
};

te_wide te_one_minus_exp(te_wide number) {
    if (number.exponent > LARGEST_EXPONENT) {
        const te_wide nearly_1 = {UINT64_MAX, -1};
        return nearly_1;
    }
    if (number.exponent <= SMALL_EXPONENT) {
        /* x * (1 - x / 2 + x^2 / 6 - ...) */
        const uint64_t x = te_wide_shifted(number.significand, -1 - number.exponent);
        const uint64_t tail = te_wide_alternating(inverse_factorial, 8, x);
        number.significand -= te_wide_product(number.significand, te_wide_product(x, tail));
        return te_wide_normalized(number);
    }
    const te_wide power = te_exp_wide(TE_SIGN_F32, number);
    /* 1 is 2^64, and so is 0. */
    const te_wide rest = {0 - te_wide_shifted(power.significand, -1 - power.exponent), -1};
    return te_wide_normalized(rest);
}

float te_elu_of(float x) {
    const uint32_t bits = te_bits_of_f32(x);
    if (bits <= TE_SIGN_F32 || bits > (TE_SIGN_F32 | TE_INFINITY_F32)) {
        return x;
    }
    return te_wide_to_f32(TE_SIGN_F32, te_one_minus_exp(te_wide_of_bits(bits ^ TE_SIGN_F32)));
}
