/* MEAN and SUM over axes that te_mean.h has too few loops for. */
#ifndef TE_MEAN_AXES_H
#define TE_MEAN_AXES_H

#include <stdint.h>

#include "te_reduction.h"

typedef struct {
    te_reduction axes;
    int32_t bias;              /* -input zero point * count, the product of the reduced sizes */
    int32_t multiplier;        /* Q31, [0, 2^31): input scale / output scale, of MEAN / count */
    int32_t shift;             /* [-31, 30] */
    int32_t output_zero_point; /* [-128, 127] */
} te_mean_axes_params;

/* output[i] = clamp(requantize(bias + sum over reduced axes of input) + output_zero_point)
 *
 * input:  int8, addressed by the steps of the axes; a sum fits int32
 * output: [axes.outputs]  int8, must not overlap input
 *
 * Oracle: tinyedge/reference, MEAN or SUM, equal bit for bit. */
void te_mean_axes(const te_mean_axes_params *p, const int8_t *input, int8_t *output);

#endif
