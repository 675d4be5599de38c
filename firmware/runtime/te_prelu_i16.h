/* PRELU of int16: a slope of int8 for what is negative, with broadcasting. */
#ifndef TE_PRELU_I16_H
#define TE_PRELU_I16_H

#include <stdint.h>

#include "te_prelu_params.h"

/* output[i] = clamp(requantize(x) + output_zero_point), where x = input[i] - input_zero_point; if x
 * is negative, x * (slope[i] - slope_zero_point) by the second multiplier.
 *
 * output: shape.size elements, in order; may be input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, PRELU, equal bit for bit. */
void te_prelu_i16(const te_prelu_params *p, const int16_t *input, const int8_t *slope,
                  int16_t *output);

#endif
