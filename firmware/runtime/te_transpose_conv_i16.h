/* TRANSPOSE_CONV of int16 with weights of int8. */
#ifndef TE_TRANSPOSE_CONV_I16_H
#define TE_TRANSPOSE_CONV_I16_H

#include <stdint.h>

#include "te_sum_i16.h"

typedef struct {
    int32_t batches;                     /* N, at least 1 */
    int32_t input_height, input_width;   /* H, W, at most 32767 */
    int32_t channels;                    /* C */
    int32_t outputs;                     /* output channels */
    int32_t kernel_height, kernel_width; /* taps, at most 32767 */
    int32_t stride_height, stride_width; /* [1, 32767] */
    int32_t pad_height, pad_width;       /* rows above, columns left that are cut off; >= 0 */
    int32_t output_height, output_width; /* at most 32767; what lies beyond is cut off */
    te_sum_i16_params sum;
} te_transpose_conv_i16_params;

/* output[n][y][x][o] = clamp(requantize(bias[o] + sum over all iy, ix, ky, kx, c with
 *                      iy * stride_height + ky - pad_height = y, ix likewise = x, of
 *                      input[n][iy][ix][c] * weights[o][ky][kx][c]))
 *
 * input:   [N][H][W][C]                               int16, symmetric (zero point 0)
 * weights: [outputs][kernel_height][kernel_width][C]  int8, symmetric
 * bias:    [outputs]                                  int64; sums are in [-2^47, 2^47)
 * output:  [N][output_height][output_width][outputs]  int16, symmetric; must not overlap input
 *
 * Oracle: tinyedge/reference, TRANSPOSE_CONV of int16, equal bit for bit. */
void te_transpose_conv_i16(const te_transpose_conv_i16_params *p, const int16_t *input,
                           const int8_t *weights, const int64_t *bias, int16_t *output);

#endif
