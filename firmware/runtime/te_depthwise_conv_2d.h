/* DEPTHWISE_CONV_2D, with a channel multiplier. */
#ifndef TE_DEPTHWISE_CONV_2D_H
#define TE_DEPTHWISE_CONV_2D_H

#include <stdint.h>

typedef struct {
    int32_t batches;                         /* N, at least 1 */
    int32_t input_height, input_width;       /* H, W */
    int32_t channels;                        /* C */
    int32_t channel_multiplier;              /* M: outputs per channel, at least 1 */
    int32_t kernel_height, kernel_width;     /* taps */
    int32_t stride_height, stride_width;     /* at least 1 */
    int32_t dilation_height, dilation_width; /* at least 1 */
    int32_t pad_height, pad_width;           /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;     /* below and right of the input is padding */
    int32_t input_zero_point;                /* [-128, 127]; also the value of the padding */
    int32_t output_zero_point;               /* [-128, 127] */
    int32_t min, max;                        /* activation clamp in output steps, [-128, 127] */
    int32_t step;                            /* 1: a multiplier per output; 0: one for all */
    const int32_t *multiplier;               /* [C * M] or [1], Q31, [0, 2^31) */
    const int8_t *shift;                     /* the same count, [-31, 30] */
} te_depthwise_conv_2d_params;

/* output[n][y][x][o] = clamp(requantize(bias[o] + sum over the taps that lie inside the input
 *                      (input[n][iy][ix][o / M] - input_zero_point) * weights[ky][kx][o])
 *                      + output_zero_point)
 * with iy = y * stride_height - pad_height + ky * dilation_height, ix likewise
 *
 * input:   [N][H][W][C]                              int8
 * weights: [kernel_height][kernel_width][C * M]      int8, symmetric (zero point 0)
 * bias:    [C * M]                                   int32, as in the model; the sum fits int32
 * sums:    [C * M]                                   int32, scratch, overwritten
 * output:  [N][output_height][output_width][C * M]   int8, must not overlap input
 *
 * Oracle: tinyedge/reference, DEPTHWISE_CONV_2D, equal bit for bit. */
void te_depthwise_conv_2d(const te_depthwise_conv_2d_params *p, const int8_t *input,
                          const int8_t *weights, const int32_t *bias, int32_t *sums,
                          int8_t *output);

#endif
