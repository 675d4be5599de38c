#include "te_wide.h"

#define FRACTION_BITS 23
#define LEAST_NORMAL (-126) /* exponent; below it there are fewer bits */
#define LARGEST 127
#define DROPPED_BITS 40 /* of 64, where a float has its 24 */

typedef union {
    float value;
    uint32_t bits;
} both;

uint32_t te_bits_of_f32(float value) {
    const both number = {.value = value};
    return number.bits;
}

float te_f32_of_bits(uint32_t bits) {
    const both number = {.bits = bits};
    return number.value;
}

float te_one_nan_f32(float value) {
    return (te_bits_of_f32(value) & ~TE_SIGN_F32) > TE_INFINITY_F32 ? te_f32_of_bits(TE_NAN_F32)
                                                                    : value;
}

te_wide te_wide_of_bits(uint32_t bits) {
    const uint32_t fraction = bits & 0x7fffffu;
    const int32_t biased = (int32_t)(bits >> FRACTION_BITS & 0xffu);
    te_wide number = {(uint64_t)fraction << DROPPED_BITS, LEAST_NORMAL};
    if (biased > 0) {
        number.significand |= (uint64_t)1 << 63;
        number.exponent += biased - 1;
        return number;
    }
    return te_wide_normalized(number);
}

float te_wide_to_f32(uint32_t sign, te_wide number) {
    const int32_t e = number.exponent;
    if (e > LARGEST) {
        return te_f32_of_bits(sign | TE_INFINITY_F32);
    }
    const int32_t missing = e < LEAST_NORMAL ? LEAST_NORMAL - e : 0;
    if (missing > 64 - DROPPED_BITS) {
        return te_f32_of_bits(sign); /* less than half of the least float */
    }
    const int32_t dropped = DROPPED_BITS + missing;
    const uint32_t kept = (uint32_t)te_wide_shifted(number.significand, dropped);
    const uint64_t half = (uint64_t)1 << (dropped - 1);
    const uint64_t rest = number.significand & (half + (half - 1));
    const uint32_t up = rest > half || (rest == half && (kept & 1u) != 0u);
    /* The highest bit of 24, and the carry of what is rounded up, count as one of the exponent. */
    const uint32_t biased = (uint32_t)(missing > 0 ? 0 : e - LEAST_NORMAL);
    return te_f32_of_bits(sign | ((biased << FRACTION_BITS) + kept + up));
}

te_wide te_wide_normalized(te_wide number) {
    for (int32_t step = 32; step > 0; step /= 2) {
        if (te_wide_shifted(number.significand, 64 - step) == 0) {
            number.significand <<= step;
            number.exponent -= step;
        }
    }
    return number;
}

uint64_t te_wide_shifted(uint64_t significand, int32_t shift) {
    return shift < 64 ? significand >> shift : 0;
}

uint64_t te_wide_product(uint64_t a, uint64_t b) {
    const uint64_t a_low = (uint32_t)a;
    const uint64_t a_high = a >> 32;
    const uint64_t b_low = (uint32_t)b;
    const uint64_t b_high = b >> 32;
    const uint64_t first = a_high * b_low + (a_low * b_low >> 32);
    const uint64_t second = a_low * b_high + (uint32_t)first;
    return a_high * b_high + (first >> 32) + (second >> 32);
}

uint64_t te_wide_series(const uint64_t *c, int32_t count, uint64_t x) {
    uint64_t sum = c[count - 1];
    for (int32_t i = count - 2; i >= 0; i--) {
        sum = c[i] + te_wide_product(sum, x);
    }
    return sum;
}

uint64_t te_wide_alternating(const uint64_t *c, int32_t count, uint64_t x) {
    uint64_t sum = c[count - 1];
    for (int32_t i = count - 2; i >= 0; i--) {
        sum = c[i] - te_wide_product(sum, x);
    }
    return sum;
}
