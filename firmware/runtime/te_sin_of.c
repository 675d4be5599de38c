#include "te_sin_of.h"

#include "te_wide.h"

#define SMALL_EXPONENT (-13) /* below 2^-12, sin(x) rounds to x and cos(x) to 1 */
#define FRACTION_BITS 23
#define LEADING 36 /* bit 0 of the table is worth 2^36 */
#define HALF_PI 0xc90fdaa22168c235u /* pi / 2 * 2^63 */

/* 2 / pi, the highest bit first. */
static const uint32_t two_over_pi[] = {
    0x00000000u, 0x0517cc1bu, 0x727220a9u, 0x4fe13abeu,
    0x8fa9a6eeu, 0x06db14acu, 0xc9e21c82u, 0x0ff28b1du,
};

/* 1 / n! * 2^64 for n = 3, 5, ... 19; and for n = 2, 4, ... 20 */
static const uint64_t inverse_odd[] = {
    0x2aaaaaaaaaaaaaabu, 0x0222222222222222u, 0x000d00d00d00d00du,
    0x00002e3bc74aad8eu, 0x0000006b99159fd5u, 0x00000000b092309du,
    0x0000000000d73f9fu, 0x000000000000ca96u, 0x0000000000000098u,
};
static const uint64_t inverse_even[] = {
    0x8000000000000000u, 0x0aaaaaaaaaaaaaabu, 0x005b05b05b05b05bu, 0x0001a01a01a01a02u,
    0x0000049f93edde28u, 0x00000008f76c77fcu, 0x000000000c9cba54u, 0x00000000000d73fau,
    0x0000000000000b41u, 0x0000000000000008u,
};

/* |x| = (quadrant + 4 * n) * pi / 2 + rest, or minus the rest, which is at most pi / 4. */
typedef struct {
    uint32_t quadrant;
    uint32_t sign; /* of the rest */
    te_wide rest;
} angle;

static uint32_t word_of_table(int32_t first_bit) {
    const int32_t at = first_bit / 32;
    const uint64_t pair = (uint64_t)two_over_pi[at] << 32 | two_over_pi[at + 1];
    return (uint32_t)(pair << first_bit % 32 >> 32);
}

/* Of |x| from 2^-12 on. Payne and Hanek: of 2 / pi, only those 96 bits count that are not lost
 * above, as multiples of four quadrants, or below. */
static angle reduced(te_wide x) {
    const int32_t first = x.exponent - FRACTION_BITS + LEADING - 1;
    const uint64_t m = x.significand >> 40;
    const uint64_t low = m * word_of_table(first + 64);
    const uint64_t middle = m * word_of_table(first + 32) + (low >> 32);
    const uint64_t high = m * word_of_table(first) + (middle >> 32);
    angle result = {(uint32_t)high >> 30, 0, {0, 0}};
    /* The fraction of a quadrant, 64 bits and 32 more. */
    uint64_t top = (high << 32 | (uint32_t)middle) << 2 | (uint32_t)low >> 30;
    uint32_t bottom = (uint32_t)low << 2;
    if (top >> 63 != 0u) {
        result.quadrant++;
        result.sign = TE_SIGN_F32;
        bottom = 0u - bottom;
        top = bottom == 0u ? 0u - top : ~top;
    }
    /* No float comes closer than 2^-33 to a multiple of pi / 2: top is not 0. */
    const te_wide raw = {top, -1};
    te_wide rest = te_wide_normalized(raw);
    const int32_t shift = -1 - rest.exponent;
    rest.significand |= te_wide_shifted((uint64_t)bottom << 32, 64 - shift);
    rest.significand = te_wide_product(rest.significand, HALF_PI);
    rest.exponent++;
    result.rest = te_wide_normalized(rest);
    return result;
}

/* The sine of a turn by that many quadrants and the rest. */
static float sine(uint32_t quadrant, uint32_t sign, te_wide rest) {
    const uint64_t fixed = te_wide_shifted(rest.significand, -1 - rest.exponent);
    const uint64_t square = te_wide_product(fixed, fixed);
    const uint32_t below = (quadrant & 2u) != 0u ? TE_SIGN_F32 : 0u;
    if ((quadrant & 1u) == 0u) {
        const uint64_t tail = te_wide_product(square, te_wide_alternating(inverse_odd, 9, square));
        rest.significand -= te_wide_product(rest.significand, tail);
        return te_wide_to_f32(below ^ sign, te_wide_normalized(rest));
    }
    const uint64_t tail = te_wide_product(square, te_wide_alternating(inverse_even, 10, square));
    const te_wide result = {((uint64_t)1 << 63) - (tail >> 1), 0};
    return te_wide_to_f32(below, te_wide_normalized(result));
}

float te_sin_of(float x) {
    const uint32_t bits = te_bits_of_f32(x);
    const uint32_t sign = bits & TE_SIGN_F32;
    const uint32_t size = bits ^ sign;
    if (size == 0u || size > TE_INFINITY_F32) {
        return x;
    }
    if (size == TE_INFINITY_F32) {
        return te_f32_of_bits(TE_NAN_F32);
    }
    const te_wide number = te_wide_of_bits(size);
    if (number.exponent <= SMALL_EXPONENT) {
        return x;
    }
    const angle a = reduced(number);
    const float result = sine(a.quadrant, a.sign, a.rest);
    return te_f32_of_bits(te_bits_of_f32(result) ^ sign);
}

float te_cos_of(float x) {
    const uint32_t size = te_bits_of_f32(x) & ~TE_SIGN_F32;
    if (size > TE_INFINITY_F32) {
        return x;
    }
    if (size == TE_INFINITY_F32) {
        return te_f32_of_bits(TE_NAN_F32);
    }
    if (size == 0u) {
        return 1.0f;
    }
    const te_wide number = te_wide_of_bits(size);
    if (number.exponent <= SMALL_EXPONENT) {
        return 1.0f;
    }
    const angle a = reduced(number);
    return sine(a.quadrant + 1u, a.sign, a.rest);
}
