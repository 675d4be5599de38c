/* CONV_2D and DEPTHWISE_CONV_2D of float32. */
#ifndef TE_CONV_2D_F32_H
#define TE_CONV_2D_F32_H

#include <stdint.h>

typedef struct {
    int32_t batches;                         /* N, at least 1 */
    int32_t input_height, input_width;       /* H, W */
    int32_t channels;                        /* C */
    int32_t kernel_height, kernel_width;     /* KH, KW */
    int32_t stride_height, stride_width;     /* at least 1 */
    int32_t dilation_height, dilation_width; /* at least 1 */
    int32_t pad_height, pad_width;           /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;
    int32_t outputs;                         /* channels of the output */
    int32_t multiplier; /* DEPTHWISE_CONV_2D: outputs made of each channel; CONV_2D: 0, of all */
    float min, max;     /* activation clamp; all finite numbers if there is none */
} te_conv_2d_f32_params;

/* output[n][y][x][o] = clamp(sum of products, in the order of the weights, + bias[o]); what of the
 * kernel lies outside the input is left out.
 *
 * Each operation is rounded by itself. Without a result, not a number, that of TE_NAN_F32.
 *
 * input:   [N][H][W][C]
 * weights: [outputs][KH][KW][C]; DEPTHWISE_CONV_2D: [KH][KW][C * multiplier], and output channel
 *          c * multiplier + m is made of channel c alone
 * bias:    [outputs]
 * output:  [N][output_height][output_width][outputs], must not overlap input
 *
 * Oracle: tinyedge/reference, CONV_2D or DEPTHWISE_CONV_2D, equal bit for bit. */
void te_conv_2d_f32(const te_conv_2d_f32_params *p, const float *input, const float *weights,
                    const float *bias, float *output);

#endif
