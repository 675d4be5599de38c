/* MUL, with broadcasting. */
#ifndef TE_MUL_H
#define TE_MUL_H

#include <stdint.h>

#include "te_mul_params.h"

/* output[i] = clamp(requantize((input0[i] - zero point 0) * (input1[i] - zero point 1))
 *                   + output_zero_point)
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, MUL, equal bit for bit. */
void te_mul(const te_mul_params *p, const int8_t *input0, const int8_t *input1, int8_t *output);

#endif
