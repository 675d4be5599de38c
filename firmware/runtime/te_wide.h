/* Positive numbers of 64 significant bits, in integer arithmetic alone: what the functions of float32
 * are computed in, so that their bits are the same with and without a floating-point unit. */
#ifndef TE_WIDE_H
#define TE_WIDE_H

#include <stdint.h>

#define TE_SIGN_F32 0x80000000u
#define TE_INFINITY_F32 0x7f800000u /* what is more, without the sign, is not a number */
#define TE_NAN_F32 0x7fc00000u      /* what operations give that have no result */

/* significand * 2^(exponent - 63); the highest bit of the significand is set, so that the number is
 * in [2^exponent, 2^(exponent + 1)), except in what goes into te_wide_normalized. */
typedef struct {
    uint64_t significand;
    int32_t exponent;
} te_wide;

/* The bits of a float, and the float of these bits. */
uint32_t te_bits_of_f32(float value);
float te_f32_of_bits(uint32_t bits);

/* value; of what is not a number, whatever bits the processor gave it, the one of TE_NAN_F32. */
float te_one_nan_f32(float value);

/* |x| of a float x that is finite and not 0; bits: of x. Exact. */
te_wide te_wide_of_bits(uint32_t bits);

/* The float nearest to the number, halves to the even one, subnormal or infinite if need be.
 * sign: 0 or TE_SIGN_F32 */
float te_wide_to_f32(uint32_t sign, te_wide number);

/* The same number with the highest bit set; the significand must not be 0. */
te_wide te_wide_normalized(te_wide number);

/* floor(significand / 2^shift), for any shift from 0 on. */
uint64_t te_wide_shifted(uint64_t significand, int32_t shift);

/* floor(a * b / 2^64) */
uint64_t te_wide_product(uint64_t a, uint64_t b);

/* c[0] + x * (c[1] + x * (c[2] + ...)), and c[0] - x * (c[1] - x * (c[2] - ...)), of numbers in [0, 1)
 * in units of 2^-64; so must every sum be, and no difference below 0. count: at least 1 */
uint64_t te_wide_series(const uint64_t *c, int32_t count, uint64_t x);
uint64_t te_wide_alternating(const uint64_t *c, int32_t count, uint64_t x);

#endif
