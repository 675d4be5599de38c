/* SQUARED_DIFFERENCE, with broadcasting. */
#ifndef TE_SQUARED_DIFFERENCE_H
#define TE_SQUARED_DIFFERENCE_H

#include <stdint.h>

#include "te_squared_difference_params.h"

/* output[i] = clamp(requantize((s0 - s1)^2) + output_zero_point), where
 * sk = requantize((inputk[i] - its zero point) * 2^7) by the multiplier of input k
 *
 * output: int8, shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, SQUARED_DIFFERENCE, equal bit for bit. */
void te_squared_difference(const te_squared_difference_params *p, const int8_t *input0,
                           const int8_t *input1, int8_t *output);

#endif
