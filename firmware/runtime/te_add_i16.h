/* ADD and SUB of int16, with broadcasting. */
#ifndef TE_ADD_I16_H
#define TE_ADD_I16_H

#include <stdint.h>

#include "te_add_params.h"

/* output[i] = clamp(requantize(s0 + sign * s1) + output_zero_point), where
 * sk = requantize((inputk[i] - its zero point) * 2^15) by the multiplier of input k
 *
 * left_shift must be 15: two inputs shifted so and halved, as their multipliers do, fit int32.
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, ADD and SUB, equal bit for bit. */
void te_add_i16(const te_add_params *p, const int16_t *input0, const int16_t *input1,
                int16_t *output);

#endif
