/* CUMSUM of float32: running sums along one axis. */
#ifndef TE_CUMSUM_F32_H
#define TE_CUMSUM_F32_H

#include <stdint.h>

typedef struct {
    int32_t outer;       /* product of the axes before, at least 1 */
    int32_t size;        /* of the axis, at least 1 */
    int32_t inner;       /* product of the axes behind, at least 1 */
    int32_t first, step; /* elements to the first of a sum, and from each to the next: 0 and inner, or
                            backwards from the last */
    int32_t exclusive;   /* 1: an output leaves out the element at its own place; else 0 */
} te_cumsum_f32_params;

/* output[o][k][i] = sum of input[o][..k][i], each sum rounded; without a result, not a number, that
 * of TE_NAN_F32.
 *
 * input, output: [outer][size][inner]; may be the same
 *
 * Oracle: tinyedge/reference, CUMSUM, equal bit for bit. */
void te_cumsum_f32(const te_cumsum_f32_params *p, const float *input, float *output);

#endif
