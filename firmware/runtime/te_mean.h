/* MEAN and SUM over any axes. */
#ifndef TE_MEAN_H
#define TE_MEAN_H

#include <stdint.h>

#include "te_reduction.h"

typedef struct {
    te_reduction_axis kept[2];    /* axes of the output, outer first; {1, 0} where there are fewer */
    te_reduction_axis reduced[2]; /* axes that are summed over */
    int32_t bias;                 /* -input zero point * count, the product of the reduced sizes */
    int32_t multiplier;           /* Q31, [0, 2^31): input scale / output scale, of MEAN / count */
    int32_t shift;                /* [-31, 30] */
    int32_t output_zero_point;    /* [-128, 127] */
} te_mean_params;

/* output[i][j] = clamp(requantize(bias + sum over reduced axes of input) + output_zero_point)
 *
 * input:  int8, addressed by the steps of the four axes
 * output: [kept[0].size][kept[1].size]  int8, must not overlap input
 *
 * Oracle: tinyedge/reference, MEAN or SUM, equal bit for bit. */
void te_mean(const te_mean_params *p, const int8_t *input, int8_t *output);

#endif
