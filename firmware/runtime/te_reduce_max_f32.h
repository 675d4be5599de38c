/* REDUCE_MAX and REDUCE_MIN of float32 over any axes. */
#ifndef TE_REDUCE_MAX_F32_H
#define TE_REDUCE_MAX_F32_H

#include "te_reduction.h"

typedef struct {
    te_reduction axes;
    int32_t least; /* 1: the least instead */
} te_reduce_max_f32_params;

/* output[i] = the largest of input over the reduced axes, the first of equals (0.0 and -0.0 are), but
 *             at least -FLT_MAX; the least, but at most FLT_MAX. What is not a number does not count.
 *
 * input:  addressed by the steps of the axes
 * output: [axes.outputs], must not overlap input
 *
 * Oracle: tinyedge/reference, REDUCE_MAX or REDUCE_MIN, equal bit for bit. */
void te_reduce_max_f32(const te_reduce_max_f32_params *p, const float *input, float *output);

#endif
