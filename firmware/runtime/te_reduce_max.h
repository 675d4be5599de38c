/* REDUCE_MAX and REDUCE_MIN over any axes. */
#ifndef TE_REDUCE_MAX_H
#define TE_REDUCE_MAX_H

#include <stdint.h>

#include "te_reduction.h"

typedef struct {
    te_reduction_axis kept[2];    /* axes of the output, outer first; {1, 0} where there are fewer */
    te_reduction_axis reduced[2]; /* axes that the largest is sought along */
    int32_t flip;                 /* 0: the largest. -1: the least, which is the complement of the
                                     largest complement */
} te_reduce_max_params;

/* output[i][j] = flip ^ (the largest of flip ^ input over the reduced axes)
 *
 * input:  int8, addressed by the steps of the four axes
 * output: [kept[0].size][kept[1].size]  int8 of the input's scale and zero point, must not overlap
 *         input
 *
 * Oracle: tinyedge/reference, REDUCE_MAX or REDUCE_MIN, equal bit for bit. */
void te_reduce_max(const te_reduce_max_params *p, const int8_t *input, int8_t *output);

#endif
