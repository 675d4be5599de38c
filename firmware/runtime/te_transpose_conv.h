/* TRANSPOSE_CONV. */
#ifndef TE_TRANSPOSE_CONV_H
#define TE_TRANSPOSE_CONV_H

#include <stdint.h>

typedef struct {
    int32_t batches;                     /* N, at least 1 */
    int32_t input_height, input_width;   /* H, W, at most 32767 */
    int32_t channels;                    /* C */
    int32_t outputs;                     /* output channels */
    int32_t kernel_height, kernel_width; /* taps, at most 32767 */
    int32_t stride_height, stride_width; /* [1, 32767] */
    int32_t pad_height, pad_width;       /* rows above, columns left that are cut off; >= 0 */
    int32_t output_height, output_width; /* at most 32767; what lies beyond is cut off */
    int32_t input_zero_point;            /* [-128, 127] */
    int32_t output_zero_point;           /* [-128, 127] */
    int32_t min, max;                    /* activation clamp in output steps, [-128, 127] */
    int32_t step;                        /* 1: a multiplier per output; 0: one for all */
    const int32_t *multiplier;           /* [outputs] or [1], Q31, [0, 2^31) */
    const int8_t *shift;                 /* the same count, [-31, 30] */
} te_transpose_conv_params;

/* output[n][y][x][o] = clamp(requantize(bias[o] + sum over all iy, ix, ky, kx, c with
 *                      iy * stride_height + ky - pad_height = y, ix likewise = x, of
 *                      (input[n][iy][ix][c] - input_zero_point) * weights[o][ky][kx][c])
 *                      + output_zero_point)
 *
 * Each output gathers what the operator is said to scatter, so that no sums need to be kept.
 *
 * input:   [N][H][W][C]                               int8
 * weights: [outputs][kernel_height][kernel_width][C]  int8, symmetric (zero point 0)
 * bias:    [outputs]                                  int32, as in the model; the sum fits int32
 * output:  [N][output_height][output_width][outputs]  int8, must not overlap input
 *
 * Oracle: tinyedge/reference, TRANSPOSE_CONV, equal bit for bit. */
void te_transpose_conv(const te_transpose_conv_params *p, const int8_t *input,
                       const int8_t *weights, const int32_t *bias, int8_t *output);

#endif
