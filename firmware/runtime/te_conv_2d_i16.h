/* CONV_2D of int16 with weights of int8. */
#ifndef TE_CONV_2D_I16_H
#define TE_CONV_2D_I16_H

#include <stdint.h>

#include "te_fully_connected_i16.h"

typedef struct {
    int32_t batches;                         /* N, at least 1 */
    int32_t input_height, input_width;       /* H, W */
    int32_t channels;                        /* C */
    int32_t kernel_height, kernel_width;     /* taps */
    int32_t stride_height, stride_width;     /* at least 1 */
    int32_t dilation_height, dilation_width; /* at least 1 */
    int32_t pad_height, pad_width;           /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;     /* below and right of the input is padding, of 0 */
    te_fully_connected_i16_params patch;     /* from one patch to the outputs of one position:
                                                inputs = kernel_height * kernel_width * C */
} te_conv_2d_i16_params;

/* output[n][y][x] = fully_connected_i16(patch of input[n] whose corner is at
 *                   (y * stride_height - pad_height, x * stride_width - pad_width))
 *
 * input:   [N][H][W][C]                                int16, symmetric (zero point 0)
 * weights: [outputs][kernel_height][kernel_width][C]   int8, symmetric
 * bias:    [outputs]                                   int64, as te_fully_connected_i16.h says
 * scratch: [patch.inputs]                              int16, overwritten; unused, and may be NULL,
 *                                                      where each patch is the one pixel of its
 *                                                      position (1x1 taps, stride 1, no padding)
 * output:  [N][output_height][output_width][outputs]   int16, symmetric; must not overlap input
 *
 * Oracle: tinyedge/reference, CONV_2D of int16, equal bit for bit. */
void te_conv_2d_i16(const te_conv_2d_i16_params *p, const int16_t *input, const int8_t *weights,
                    const int64_t *bias, int16_t *scratch, int16_t *output);

#endif
