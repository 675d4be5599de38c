/* MUL, with broadcasting. */
#ifndef TE_MUL_H
#define TE_MUL_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t input_zero_point[2]; /* [-128, 127] */
    int32_t multiplier;          /* Q31, [0, 2^31): product of the input scales / output scale */
    int32_t shift;               /* [-31, 30]; 255 * 255 * 2^shift fits int32 */
    int32_t output_zero_point;   /* [-128, 127] */
    int32_t min, max;            /* activation clamp in output steps, [-128, 127] */
} te_mul_params;

/* output[i] = clamp(requantize((input0[i] - zero point 0) * (input1[i] - zero point 1))
 *                   + output_zero_point)
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, MUL, equal bit for bit. */
void te_mul(const te_mul_params *p, const int8_t *input0, const int8_t *input1, int8_t *output);

#endif
