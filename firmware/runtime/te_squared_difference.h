/* SQUARED_DIFFERENCE, with broadcasting. */
#ifndef TE_SQUARED_DIFFERENCE_H
#define TE_SQUARED_DIFFERENCE_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t zero_point[2];     /* of input 0 and 1, [-128, 127] */
    int32_t multiplier[2];     /* Q31, [0, 2^31): input scale / (2 * the larger input scale) */
    int32_t shift[2];          /* [-31, 0] */
    int32_t output_multiplier; /* Q31, [0, 2^31) */
    int32_t output_shift;      /* [-31, 30]; 32640^2 * 2^output_shift fits int32 */
    int32_t output_zero_point; /* [-128, 127] */
} te_squared_difference_params;

/* output[i] = clamp(requantize((s0 - s1)^2) + output_zero_point), where
 * sk = requantize((inputk[i] - its zero point) * 2^7) by the multiplier of input k
 *
 * output: int8, shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, SQUARED_DIFFERENCE, equal bit for bit. */
void te_squared_difference(const te_squared_difference_params *p, const int8_t *input0,
                           const int8_t *input1, int8_t *output);

#endif
