/* MEAN and SUM of float32 over any axes. */
#ifndef TE_MEAN_F32_H
#define TE_MEAN_F32_H

#include "te_reduction.h"

typedef struct {
    te_reduction axes;
    float count; /* of the elements of a sum, as float32; 1 for SUM */
} te_mean_f32_params;

/* output[i] = (sum over reduced axes of input, in order) / count
 *
 * Each operation is rounded by itself. Without a result, not a number, that of TE_NAN_F32.
 *
 * input:  addressed by the steps of the axes
 * output: [axes.outputs], must not overlap input
 *
 * Oracle: tinyedge/reference, MEAN or SUM, equal bit for bit. */
void te_mean_f32(const te_mean_f32_params *p, const float *input, float *output);

#endif
