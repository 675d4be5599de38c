/* MEAN and SUM of float32 over any axes. */
#ifndef TE_MEAN_F32_H
#define TE_MEAN_F32_H

#include "te_reduction.h"

typedef struct {
    te_reduction_axis kept[2];    /* axes of the output, outer first; {1, 0} where there are fewer */
    te_reduction_axis reduced[2]; /* axes that are summed over, outer first */
    float count;                  /* of the elements of a sum, as float32; 1 for SUM */
} te_mean_f32_params;

/* output[i][j] = (sum over reduced axes of input, in order) / count
 *
 * Each operation is rounded by itself. Without a result, not a number, that of TE_NAN_F32.
 *
 * input:  addressed by the steps of the four axes
 * output: [kept[0].size][kept[1].size], must not overlap input
 *
 * Oracle: tinyedge/reference, MEAN or SUM, equal bit for bit. */
void te_mean_f32(const te_mean_f32_params *p, const float *input, float *output);

#endif
