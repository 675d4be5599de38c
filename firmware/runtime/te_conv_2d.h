/* CONV_2D. */
#ifndef TE_CONV_2D_H
#define TE_CONV_2D_H

#include <stdint.h>

#include "te_fully_connected.h"
#include "te_patches.h"

/* output[n][y][x] = fully_connected(patch of input[n] whose corner is at
 *                   (y * stride_height - pad_height, x * stride_width - pad_width))
 *
 * input:   [N][H][W][C]                                int8
 * weights: [outputs][kernel_height][kernel_width][C]   int8, symmetric (zero point 0)
 * bias:    [outputs]                                   int32, as te_fully_connected.h says: the
 *                                                      input zero point is folded in, and padding,
 *                                                      which has its value, cancels as it must
 * scratch: [2][patch.inputs]                           int8, overwritten; unused, and may be NULL,
 *                                                      where each patch is the one pixel of its
 *                                                      position (1x1 taps, stride 1, no padding)
 * output:  [N][output_height][output_width][outputs]   int8, must not overlap input
 *
 * Oracle: tinyedge/reference, CONV_2D, equal bit for bit. */
void te_conv_2d(const te_conv_2d_params *p, const int8_t *input, const int8_t *weights,
                const int32_t *bias, int8_t *scratch, int8_t *output);

#endif
