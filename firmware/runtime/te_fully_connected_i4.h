/* Rows times weights of four bits: FULLY_CONNECTED, and CONV_2D once its patches are rows. */
#ifndef TE_FULLY_CONNECTED_I4_H
#define TE_FULLY_CONNECTED_I4_H

#include <stdint.h>

#include "te_fully_connected_params.h"

/* output[r][o] = clamp(requantize(bias[o] + sum_i input[r][i] * weights[o][i])
 *                      + output_zero_point)
 *
 * input:   [rows][inputs]                 int8
 * weights: [outputs][(inputs + 1) / 2]    two int4 in a byte, the first in the low half; symmetric.
 *                                         Each output begins with a byte of its own; the file packs
 *                                         them without that gap, and the host repacks
 * bias:    [outputs]                      int32, as te_fully_connected.h says
 * output:  [rows][outputs]                int8, must not overlap input
 *
 * Oracle: tinyedge/reference, FULLY_CONNECTED and CONV_2D, equal bit for bit. */
void te_fully_connected_i4(const te_fully_connected_params *p, int32_t rows, const int8_t *input,
                           const uint8_t *weights, const int32_t *bias, int8_t *output);

#endif
