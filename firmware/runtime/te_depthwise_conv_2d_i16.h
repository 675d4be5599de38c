/* DEPTHWISE_CONV_2D of int16 with weights of int8, with a channel multiplier. */
#ifndef TE_DEPTHWISE_CONV_2D_I16_H
#define TE_DEPTHWISE_CONV_2D_I16_H

#include <stdint.h>

#include "te_sum_i16.h"

typedef struct {
    int32_t batches;                         /* N, at least 1 */
    int32_t input_height, input_width;       /* H, W */
    int32_t channels;                        /* C */
    int32_t channel_multiplier;              /* M: outputs per channel, at least 1 */
    int32_t kernel_height, kernel_width;     /* taps */
    int32_t stride_height, stride_width;     /* at least 1 */
    int32_t dilation_height, dilation_width; /* at least 1 */
    int32_t pad_height, pad_width;           /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;     /* below and right of the input is padding, of 0 */
    te_sum_i16_params sum;
} te_depthwise_conv_2d_i16_params;

/* output[n][y][x][o] = clamp(requantize(bias[o] + sum over the taps that lie inside the input
 *                      input[n][iy][ix][o / M] * weights[ky][kx][o]))
 * with iy = y * stride_height - pad_height + ky * dilation_height, ix likewise
 *
 * input:   [N][H][W][C]                              int16, symmetric (zero point 0)
 * weights: [kernel_height][kernel_width][C * M]      int8, symmetric
 * bias:    [C * M]                                   int64; sums are in [-2^47, 2^47)
 * output:  [N][output_height][output_width][C * M]   int16, symmetric; must not overlap input
 *
 * Oracle: tinyedge/reference, DEPTHWISE_CONV_2D of int16, equal bit for bit. */
void te_depthwise_conv_2d_i16(const te_depthwise_conv_2d_i16_params *p, const int16_t *input,
                              const int8_t *weights, const int64_t *bias, int16_t *output);

#endif
