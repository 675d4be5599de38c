/* L2_NORMALIZATION over the last axis. */
#ifndef TE_L2_NORMALIZATION_H
#define TE_L2_NORMALIZATION_H

#include <stdint.h>

typedef struct {
    int32_t rows;             /* at least 1 */
    int32_t depth;            /* elements of a row, at least 1; their squares fit int32 */
    int32_t input_zero_point; /* [-128, 127] */
} te_l2_normalization_params;

/* output[r][i] = x[i] / sqrt(sum of x[j]^2 over the row), in 1/128, where
 * x[i] = input[r][i] - input_zero_point
 *
 * input:  [rows][depth]  int8
 * output: [rows][depth]  int8 of zero point 0, may be input
 *
 * The root is found by five steps of Newton-Raphson in Q3.28, as in TFLM.
 * Oracle: tinyedge/reference, L2_NORMALIZATION, equal bit for bit. */
void te_l2_normalization(const te_l2_normalization_params *p, const int8_t *input, int8_t *output);

#endif
