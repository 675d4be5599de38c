/* MEAN and SUM of int16, over any axes. */
#ifndef TE_MEAN_I16_H
#define TE_MEAN_I16_H

#include <stdint.h>

#include "te_reduction.h"

typedef struct {
    te_reduction axes;
    int32_t bias;              /* -input zero point * count, the product of the reduced sizes */
    int32_t multiplier;        /* Q31, [0, 2^31): input scale / output scale, of MEAN / count */
    int32_t shift;             /* [-31, 30] */
    int32_t output_zero_point; /* [-32768, 32767] */
} te_mean_i16_params;

/* output[i] = clamp(requantize(bias + sum over reduced axes of input) + output_zero_point)
 *
 * input:  int16, addressed by the steps of the axes; a sum fits int32
 * output: [axes.outputs]  int16, must not overlap input
 *
 * Oracle: tinyedge/reference, MEAN or SUM, equal bit for bit. */
void te_mean_i16(const te_mean_i16_params *p, const int16_t *input, int16_t *output);

#endif
