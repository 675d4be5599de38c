/* Rows times weights: FULLY_CONNECTED, and CONV_2D once its patches are rows. */
#ifndef TE_FULLY_CONNECTED_H
#define TE_FULLY_CONNECTED_H

#include <stdint.h>

#include "te_fully_connected_params.h"

/* output[r][o] = clamp(requantize(bias[o] + sum_i input[r][i] * weights[o][i])
 *                      + output_zero_point)
 *
 * input:   [rows][inputs]     int8
 * weights: [outputs][inputs]  int8, symmetric (zero point 0)
 * bias:    [outputs]          int32, with -input_zero_point * sum_i weights[o][i] added on the
 *                             host, so that the inner loop takes the input as it is; sums fit
 * output:  [rows][outputs]    int8, must not overlap input
 *
 * Oracle: tinyedge/reference, FULLY_CONNECTED and CONV_2D, equal bit for bit. */
void te_fully_connected(const te_fully_connected_params *p, int32_t rows, const int8_t *input,
                        const int8_t *weights, const int32_t *bias, int8_t *output);

#endif
