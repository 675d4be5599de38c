/* REDUCE_MAX and REDUCE_MIN over axes that te_reduce_max.h has too few loops for. */
#ifndef TE_REDUCE_MAX_AXES_H
#define TE_REDUCE_MAX_AXES_H

#include <stdint.h>

#include "te_reduction.h"

typedef struct {
    te_reduction axes;
    int32_t flip; /* 0: the largest. -1: the least, which is the complement of the largest
                     complement */
} te_reduce_max_axes_params;

/* output[i] = flip ^ (the largest of flip ^ input over the reduced axes)
 *
 * input:  int8, addressed by the steps of the axes
 * output: [axes.outputs]  int8 of the input's scale and zero point, must not overlap input
 *
 * Oracle: tinyedge/reference, REDUCE_MAX or REDUCE_MIN, equal bit for bit. */
void te_reduce_max_axes(const te_reduce_max_axes_params *p, const int8_t *input, int8_t *output);

#endif
