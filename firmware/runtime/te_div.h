/* DIV, with broadcasting. */
#ifndef TE_DIV_H
#define TE_DIV_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t zero_point[2]; /* of dividend and divisor, [-128, 127] */
    int32_t multiplier;    /* Q31, [2^30, 2^31): dividend scale / (divisor scale * output scale) */
    int32_t shift;         /* of it; floor(log2(d)) to 22 + floor(log2(d)) for every divisor d */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t min, max;          /* activation clamp in output steps, [-128, 127] */
} te_div_params;

/* output[i] = clamp(dividend[i] / divisor[i], less their zero points, requantized, + zero point)
 *
 * A divisor of 0 counts as 1.
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, DIV, equal bit for bit. */
void te_div(const te_div_params *p, const int8_t *dividend, const int8_t *divisor, int8_t *output);

#endif
