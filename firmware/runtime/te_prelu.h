/* PRELU: a slope for what is negative, with broadcasting. */
#ifndef TE_PRELU_H
#define TE_PRELU_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t input_zero_point; /* [-128, 127] */
    int32_t slope_zero_point; /* [-128, 127] */
    int32_t multiplier[2];    /* Q31, [0, 2^31): input scale / output scale; that times the slopes' */
    int32_t shift[2];         /* [-31, 30]; 255 * 2^shift[0] and 255^2 * 2^shift[1] fit int32 */
    int32_t output_zero_point; /* [-128, 127] */
} te_prelu_params;

/* output[i] = clamp(requantize(x) + output_zero_point), where x = input[i] - input_zero_point; if x
 * is negative, x * (slope[i] - slope_zero_point) by the second multiplier.
 *
 * output: shape.size elements, in order; may be input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, PRELU, equal bit for bit. */
void te_prelu(const te_prelu_params *p, const int8_t *input, const int8_t *slope, int8_t *output);

#endif
