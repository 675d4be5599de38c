/* LOG_SOFTMAX over the last axis, in integers. */
#ifndef TE_LOG_SOFTMAX_H
#define TE_LOG_SOFTMAX_H

#include <stdint.h>

typedef struct {
    int32_t rows;          /* at least 1 */
    int32_t depth;         /* elements of a row, [1, 4095] */
    int32_t exp_count;     /* [1, 256] */
    const int32_t *exp;    /* [exp_count], Q31: exp(-input scale * i) as TFLM rounds it; what lies past
                              the end is 0 */
    int32_t multiplier;    /* Q31, input scale in Q5.26 with shift: [2^30, 2^31) */
    int32_t shift;         /* [1, 30] */
    int32_t largest_diff;  /* times the scale, it still fits Q5.26 */
    int32_t divisor;       /* Q31, the way back from Q5.26 with divisor_shift */
    int32_t divisor_shift; /* [-31, 0] */
} te_log_softmax_params;

/* output[r][i] = input scale * (input[r][i] - max) - log(sum of exp[max - input[r][j]] over the row),
 * in 1/16 with zero point 127, where max is the largest input of the row
 *
 * input:  [rows][depth]  int8
 * output: [rows][depth]  int8, may be input
 *
 * Sums are Q12.19, the logarithm is a quotient of polynomials, as in TFLM.
 * Oracle: tinyedge/reference, LOG_SOFTMAX, equal bit for bit. */
void te_log_softmax(const te_log_softmax_params *p, const int8_t *input, int8_t *output);

#endif
