/* Fixed-point arithmetic as TensorFlow Lite Micro defines it: everything is rounded twice.
 *
 * Oracle: tinyedge/reference, equal bit for bit. */
#ifndef TE_REQUANTIZE_H
#define TE_REQUANTIZE_H

#include <stdint.h>

_Static_assert((-1 >> 1) == -1, "te needs an arithmetic right shift");

/* The high half of 2 * a * b: a * b / 2^31, rounded to nearest, halves up.
 * Not for a == b == INT32_MIN, whose result needs 33 bits. */
static inline int32_t te_high_multiply(int32_t a, int32_t b) {
    return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

/* value / 2^exponent, rounded to nearest, halves away from zero.
 * value: more than INT32_MIN; below INT32_MAX if the exponent is 1.  exponent: [1, 31]. */
static inline int32_t te_divide_by_power(int32_t value, int32_t exponent) {
    /* Halves go up for 0 and above, down below: one less moves a negative half past the border. */
    return (((value + (value >> 31)) >> (exponent - 1)) + 1) >> 1;
}

/* value * multiplier * 2^(shift - 31), rounded after the multiplication and again after the shift.
 * multiplier: Q31, [0, 2^31).  shift: [-31, 30]; value * 2^shift must fit int32 where shift > 0. */
static inline int32_t te_requantize(int32_t value, int32_t multiplier, int32_t shift) {
    if (shift >= 0) {
        /* Unsigned, because a left shift of a negative number is not defined. */
        return te_high_multiply((int32_t)((uint32_t)value << shift), multiplier);
    }
    return te_divide_by_power(te_high_multiply(value, multiplier), -shift);
}

/* value cut to [min, max], both in [-128, 127]. */
static inline int8_t te_clamp(int32_t value, int32_t min, int32_t max) {
    if (value < min) {
        value = min;
    }
    if (value > max) {
        value = max;
    }
    return (int8_t)value;
}

/* value cut to [min, max], both in [-32768, 32767]. */
static inline int16_t te_clamp_i16(int32_t value, int32_t min, int32_t max) {
    if (value < min) {
        value = min;
    }
    if (value > max) {
        value = max;
    }
    return (int16_t)value;
}

#endif
