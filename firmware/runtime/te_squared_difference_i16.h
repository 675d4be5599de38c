/* SQUARED_DIFFERENCE of int16, with broadcasting. */
#ifndef TE_SQUARED_DIFFERENCE_I16_H
#define TE_SQUARED_DIFFERENCE_I16_H

#include <stdint.h>

#include "te_squared_difference_params.h"

/* output[i] = clamp(requantize((s0 - s1)^2)), where sk = requantize(inputk[i]) by the multiplier of
 * input k: less than half of it is left, so that the square fits int32
 *
 * All zero points must be 0: they are not looked at.
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, SQUARED_DIFFERENCE, equal bit for bit. */
void te_squared_difference_i16(const te_squared_difference_params *p, const int16_t *input0,
                               const int16_t *input1, int16_t *output);

#endif
