/* MUL of int16, with broadcasting. */
#ifndef TE_MUL_I16_H
#define TE_MUL_I16_H

#include <stdint.h>

#include "te_mul_params.h"

/* output[i] = clamp(requantize(input0[i] * input1[i]))
 *
 * All zero points must be 0: they are not looked at.
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, MUL, equal bit for bit. */
void te_mul_i16(const te_mul_params *p, const int16_t *input0, const int16_t *input1,
                int16_t *output);

#endif
