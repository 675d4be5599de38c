/* CUMSUM: running sums along one axis. */
#ifndef TE_CUMSUM_H
#define TE_CUMSUM_H

#include <stdint.h>

typedef struct {
    int32_t outer;             /* product of the axes before, at least 1 */
    int32_t size;              /* of the axis; no sum of as many elements reaches 2^12 */
    int32_t inner;             /* product of the axes behind, at least 1 */
    int32_t first, step;       /* elements to the first of a sum, and from each to the next: 0 and
                                  inner, or backwards from the last */
    int32_t exclusive;         /* 1: an output leaves out the element at its own place; else 0 */
    int32_t multiplier;        /* Q31, [0, 2^31) */
    int32_t shift;             /* [-31, 0] */
    int32_t output_zero_point; /* [-128, 127] */
} te_cumsum_params;

/* output[o][k][i] = clamp(requantize(2^19 * sum of input[o][..k][i]) + output_zero_point)
 *
 * input:  [outer][size][inner]  int8 of zero point 0
 * output: [outer][size][inner]  int8, may be input
 *
 * Oracle: tinyedge/reference, CUMSUM, equal bit for bit. */
void te_cumsum(const te_cumsum_params *p, const int8_t *input, int8_t *output);

#endif
