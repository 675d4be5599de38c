/* ADD and SUB, with broadcasting. */
#ifndef TE_ADD_H
#define TE_ADD_H

#include <stdint.h>

#include "te_add_params.h"

/* output[i] = clamp(requantize(s0 + sign * s1) + output_zero_point), where
 * sk = requantize((inputk[i] - its zero point) * 2^left_shift) by the multiplier of input k
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, ADD and SUB, equal bit for bit. */
void te_add(const te_add_params *p, const int8_t *input0, const int8_t *input1, int8_t *output);

#endif
