/* PRELU: a slope for what is negative, with broadcasting. */
#ifndef TE_PRELU_H
#define TE_PRELU_H

#include <stdint.h>

#include "te_prelu_params.h"

/* output[i] = clamp(requantize(x) + output_zero_point), where x = input[i] - input_zero_point; if x
 * is negative, x * (slope[i] - slope_zero_point) by the second multiplier.
 *
 * output: shape.size elements, in order; may be input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, PRELU, equal bit for bit. */
void te_prelu(const te_prelu_params *p, const int8_t *input, const int8_t *slope, int8_t *output);

#endif
