/* SOFTMAX over the last axis, in integers. */
#ifndef TE_SOFTMAX_H
#define TE_SOFTMAX_H

#include <stdint.h>

typedef struct {
    int32_t rows;         /* at least 1 */
    int32_t depth;        /* elements of a row, [1, 511] */
    int32_t exp_count;    /* [1, 256] */
    const int32_t *exp;   /* [exp_count], Q31: exp(-beta * input scale * i) as TFLM rounds it; what
                             lies past the end is 0 */
} te_softmax_params;

/* output[r][i] = exp[max - input[r][i]] / sum of these over the row, in 1/256 with zero point -128,
 * where max is the largest input of the row
 *
 * input:  [rows][depth]  int8
 * output: [rows][depth]  int8, may be input
 *
 * Sums are Q12.19, the reciprocal is found by three steps of Newton-Raphson, as in TFLM.
 * Oracle: tinyedge/reference, SOFTMAX, equal bit for bit. */
void te_softmax(const te_softmax_params *p, const int8_t *input, int8_t *output);

#endif
