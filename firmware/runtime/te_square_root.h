/* The inverse square root that L2_NORMALIZATION and RSQRT multiply by. */
#ifndef TE_SQUARE_ROOT_H
#define TE_SQUARE_ROOT_H

#include <stdint.h>

#include "te_fixedpoint.h"

/* multiplier * 2^(shift - 31) */
typedef struct {
    int32_t multiplier;
    int32_t shift;
} te_factor;

/* 1 / sqrt(value), by five steps of Newton-Raphson in Q3.28; 0 counts as 1. value: >= 0
 *
 * Oracle: tinyedge/reference/rsqrt.py, equal bit for bit. */
static inline te_factor te_inverse_square_root(int32_t value) {
    te_factor found = {.multiplier = INT32_MAX, .shift = 0};
    if (value <= 1) {
        return found;
    }
    int32_t right_shift = 11;
    while (value >= 1 << 29) {
        value /= 4;
        right_shift++;
    }
    /* By pairs of bits to [2^27, 2^29). */
    const int32_t pairs = (te_leading_zeros(value) - 1) / 2 - 1;
    right_shift -= pairs;
    const int32_t half = te_divide_by_power((value << (2 * pairs)) >> 1, 1);
    int32_t x = 1 << 28;
    for (int32_t i = 0; i < 5; i++) {
        const int32_t cube = te_saturating_shift(te_high_multiply(te_high_multiply(x, x), x), 6);
        const int32_t change = te_high_multiply(3 << 27, x) - te_high_multiply(half, cube);
        x = te_saturating_shift(change, 3);
    }
    x = te_high_multiply(x, 1518500250); /* the square root of 1/2 */
    found.multiplier = right_shift < 0 ? x << -right_shift : x;
    found.shift = right_shift < 0 ? 0 : -right_shift;
    return found;
}

#endif
