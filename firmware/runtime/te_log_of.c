#include "te_log_of.h"

#include "te_wide.h"

#define ONE 0x800000u     /* 1, of a fraction in [1, 2) */
#define ROOT_2 0xb504f3u  /* sqrt(2), cut */
#define LN2_HIGH 0xb17217f7u /* ln(2) * 2^64 */
#define LN2_LOW 0xd1cf79acu

/* 1 / n * 2^64 for n = 3, 5, ... 23 */
static const uint64_t inverse_odd[] = {
    0x5555555555555555u, 0x3333333333333333u, 0x2492492492492492u, 0x1c71c71c71c71c72u,
    0x1745d1745d1745d1u, 0x13b13b13b13b13b1u, 0x1111111111111111u, 0x0f0f0f0f0f0f0f0fu,
    0x0d79435e50d79436u, 0x0c30c30c30c30c31u, 0x0b21642c8590b216u,
};

/* a / b of whole numbers, 0 < a < b < 2^26. */
static te_wide quotient(uint32_t a, uint32_t b) {
    te_wide result = {0, 0};
    while (a < b) {
        a <<= 1;
        result.exponent--;
    }
    for (int32_t i = 0; i < 64; i++) {
        const uint32_t fits = a >= b;
        a = (a - (fits != 0u ? b : 0u)) << 1;
        result.significand = result.significand << 1 | fits;
    }
    return result;
}

/* log((1 + s) / (1 - s)) = 2 * s * (1 + s^2 / 3 + s^4 / 5 + ...), s below 0.18; its highest bit may
 * not be set. */
static te_wide twice_artanh(te_wide s) {
    const uint64_t fixed = te_wide_shifted(s.significand, -1 - s.exponent);
    const uint64_t square = te_wide_product(fixed, fixed);
    const uint64_t tail = te_wide_product(square, te_wide_series(inverse_odd, 11, square));
    const te_wide result = {(s.significand >> 1) + (te_wide_product(s.significand, tail) >> 1),
                            s.exponent + 2};
    return result;
}

float te_log_of(float x) {
    const uint32_t bits = te_bits_of_f32(x);
    if ((bits & ~TE_SIGN_F32) > TE_INFINITY_F32 || bits == TE_INFINITY_F32) {
        return x;
    }
    if ((bits & ~TE_SIGN_F32) == 0u) {
        return te_f32_of_bits(TE_SIGN_F32 | TE_INFINITY_F32);
    }
    if ((bits & TE_SIGN_F32) != 0u) {
        return te_f32_of_bits(TE_NAN_F32);
    }
    /* x = 2^k * m / ONE, m / ONE in (0.7, 1.42) */
    const te_wide number = te_wide_of_bits(bits);
    const uint32_t m = (uint32_t)(number.significand >> 40);
    const uint32_t halved = m > ROOT_2;
    const int32_t k = number.exponent + (int32_t)halved;
    const uint32_t one = halved != 0u ? 2u * ONE : ONE;
    const uint32_t distance = halved != 0u ? one - m : m - one;
    const uint32_t sign = halved != 0u ? TE_SIGN_F32 : 0u;
    te_wide fraction = {0, 0};
    if (distance != 0u) {
        fraction = twice_artanh(quotient(distance, one + m));
        if (k == 0) {
            return te_wide_to_f32(sign, te_wide_normalized(fraction));
        }
    } else if (k == 0) {
        return 0.0f;
    }
    /* k * ln(2) is the larger of the two; both in units of 2^-56. */
    const uint32_t whole_sign = k < 0 ? TE_SIGN_F32 : 0u;
    const uint64_t steps = (uint64_t)(k < 0 ? -k : k);
    const uint64_t whole = (steps * LN2_HIGH << 24) + (steps * LN2_LOW >> 8);
    const uint64_t part = te_wide_shifted(fraction.significand, 7 - fraction.exponent);
    const te_wide total = {whole_sign == sign ? whole + part : whole - part, 7};
    return te_wide_to_f32(whole_sign, te_wide_normalized(total));
}
