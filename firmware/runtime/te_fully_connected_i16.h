/* Rows of int16 times weights of int8: FULLY_CONNECTED, and CONV_2D once its patches are rows. */
#ifndef TE_FULLY_CONNECTED_I16_H
#define TE_FULLY_CONNECTED_I16_H

#include <stdint.h>

#include "te_sum_i16.h"

typedef struct {
    int32_t inputs;  /* elements of a row, at least 1 */
    int32_t outputs; /* at least 1 */
    te_sum_i16_params sum;
} te_fully_connected_i16_params;

/* output[r][o] = clamp(requantize(bias[o] + sum_i input[r][i] * weights[o][i]))
 *
 * input:   [rows][inputs]     int16, symmetric (zero point 0)
 * weights: [outputs][inputs]  int8, symmetric
 * bias:    [outputs]          int64; sums are in [-2^47, 2^47), and fit int32 unless sum.wide
 * output:  [rows][outputs]    int16, symmetric; must not overlap input
 *
 * Oracle: tinyedge/reference, FULLY_CONNECTED and CONV_2D of int16, equal bit for bit. */
void te_fully_connected_i16(const te_fully_connected_i16_params *p, int32_t rows,
                            const int16_t *input, const int8_t *weights, const int64_t *bias,
                            int16_t *output);

#endif
