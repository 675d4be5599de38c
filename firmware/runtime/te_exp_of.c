#include "te_exp_of.h"

_Static_assert((-1 >> 1) == -1, "te needs an arithmetic right shift");

#define LARGEST_EXPONENT 6 /* of |x| that need be computed: exp(128) is infinite, exp(-128) is 0 */

#define STEPS 16               /* to a doubling: exp(x) = 2^(k / STEPS) * exp(r), r below STEP */
#define STEPS_PER_1 24204406   /* STEPS / ln(2) * 2^20, cut */
#define STEP_HIGH 0xb17217f7u  /* ln(2) / STEPS * 2^68 */
#define STEP_LOW 0xd1cf79acu
#define STEP 0x0b17217f7d1cf79au /* the same * 2^64 */

/* 2^(k / STEPS) * 2^63 */
static const uint64_t power[STEPS] = {
    0x8000000000000000u, 0x85aac367cc487b15u, 0x8b95c1e3ea8bd6e7u, 0x91c3d373ab11c336u,
    0x9837f0518db8a96fu, 0x9ef5326091a111aeu, 0xa5fed6a9b15138eau, 0xad583eea42a14ac6u,
    0xb504f333f9de6484u, 0xbd08a39f580c36bfu, 0xc5672a115506daddu, 0xce248c151f8480e4u,
    0xd744fccad69d6af4u, 0xe0ccdeec2a94e111u, 0xeac0c6e7dd24392fu, 0xf5257d152486cc2cu,
};

/* 1 / n! * 2^64 for n = 2, ... 9 */
static const uint64_t inverse_factorial[] = {
    0x8000000000000000u, 0x2aaaaaaaaaaaaaabu, 0x0aaaaaaaaaaaaaabu, 0x0222222222222222u,
    0x005b05b05b05b05bu, 0x000d00d00d00d00du, 0x0001a01a01a01a02u, 0x00002e3bc74aad8eu,
};

te_wide te_exp_wide(uint32_t sign, te_wide number) {
    /* x in units of 2^-56. */
    int64_t x = (int64_t)te_wide_shifted(number.significand, 7 - number.exponent);
    if (sign != 0u) {
        x = -x;
    }
    /* How many steps, or one less: x is cut to 24 bits, and 2^-12 more is taken off than that and the
     * cut constant make wrong. */
    int32_t k = (int32_t)(((x >> 32) * STEPS_PER_1 - ((int64_t)1 << 32)) >> 44);
    /* x - k * STEP in units of 2^-64: what does not fit is 0 in the difference. */
    uint64_t r = ((uint64_t)x << 8) - ((uint64_t)((int64_t)k * STEP_HIGH) << 28) -
                 (uint64_t)((int64_t)k * STEP_LOW >> 4);
    if (r >= STEP) {
        r -= STEP;
        k++;
    }
    const uint64_t tail = te_wide_series(inverse_factorial, 8, r);
    const uint64_t above_1 = r + te_wide_product(r, te_wide_product(r, tail));
    const uint64_t base = power[k & (STEPS - 1)];
    const te_wide result = {base + te_wide_product(base, above_1), k >> 4};
    return result;
}

float te_exp_of(float x) {
    const uint32_t bits = te_bits_of_f32(x);
    const uint32_t sign = bits & TE_SIGN_F32;
    const uint32_t size = bits ^ sign;
    if (size > TE_INFINITY_F32) {
        return x;
    }
    if (size == 0u) {
        return 1.0f;
    }
    const te_wide number = te_wide_of_bits(size);
    if (number.exponent > LARGEST_EXPONENT) {
        return te_f32_of_bits(sign != 0u ? 0u : TE_INFINITY_F32);
    }
    return te_wide_to_f32(0, te_exp_wide(sign, number));
}
