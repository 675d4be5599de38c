/* Functions of fixed-point numbers as gemmlowp defines them: Qm.n has n fractional bits.
 *
 * Oracle: tinyedge/reference, equal bit for bit. */
#ifndef TE_FIXEDPOINT_H
#define TE_FIXEDPOINT_H

#include <stdint.h>

#include "te_requantize.h"

/* value * 2^exponent, cut to the range of int32; exponent: [0, 30]. */
static inline int32_t te_saturating_shift(int32_t value, int32_t exponent) {
    const int32_t limit = INT32_MAX >> exponent;
    if (value > limit) {
        return INT32_MAX;
    }
    if (value < -limit - 1) {
        return INT32_MIN;
    }
    return value * (1 << exponent);
}

/* 1 / (1 + x), Q31, for x in [0, 1), Q31. Newton-Raphson on the half denominator d = (1 + x) / 2 in
 * Q2.29, from the estimate 48/17 - 32/17 * d. */
static inline int32_t te_reciprocal_of_one_plus(int32_t x) {
    const int32_t half_denominator = (int32_t)(((int64_t)x + INT32_MAX + 1) / 2);
    int32_t estimate = 1515870810 + te_high_multiply(half_denominator, -1010580540);
    for (int32_t i = 0; i < 3; i++) {
        const int32_t error = (1 << 29) - te_high_multiply(half_denominator, estimate);
        estimate += te_saturating_shift(te_high_multiply(estimate, error), 2);
    }
    /* 1 / (2 * d) is half the estimate: Q2.29 read as Q1.30, then widened to Q31. */
    return te_saturating_shift(estimate, 1);
}

/* How many bits above the highest that is set; value: at least 1. */
static inline int32_t te_leading_zeros(int32_t value) {
    int32_t zeros = 0;
    while (value < 1 << 30) {
        value *= 2;
        zeros++;
    }
    return zeros + 1;
}

#endif
