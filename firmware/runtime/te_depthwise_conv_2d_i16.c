#include "te_depthwise_conv_2d_i16.h"

/* Outputs whose sums are in registers and on the stack at a time: 64 bytes of it. */
#define TILE 8

/* One tap: the pixel times the weights of the outputs from ``first`` on, added to their sums. */
static void add_tap(const te_depthwise_conv_2d_i16_params *p, const int16_t *pixel,
                    const int8_t *weights, int32_t first, int32_t count, int64_t *sums) {
    const int32_t multiplier = p->channel_multiplier;
    weights += first;
    if (multiplier == 1) {
        pixel += first;
        for (int32_t i = 0; i < count; i++) {
            sums[i] += pixel[i] * weights[i];
        }
        return;
    }
    pixel += first / multiplier;
    int32_t left = multiplier - first % multiplier;
    for (int32_t i = 0; i < count; i++) {
        sums[i] += *pixel * weights[i];
        if (--left == 0) {
            left = multiplier;
            pixel++;
        }
    }
}

/* The taps of one output position; the first one is at row y and column x of the image. */
static void add_taps(const te_depthwise_conv_2d_i16_params *p, const int16_t *image, int32_t y,
                     int32_t x, const int8_t *weights, int32_t first, int32_t count,
                     int64_t *sums) {
    const int32_t outputs = p->channels * p->channel_multiplier;
    for (int32_t ky = 0; ky < p->kernel_height; ky++, y += p->dilation_height) {
        int32_t column = x;
        for (int32_t kx = 0; kx < p->kernel_width; kx++, column += p->dilation_width) {
            if (y >= 0 && y < p->input_height && column >= 0 && column < p->input_width) {
                const int16_t *const pixel = image + (y * p->input_width + column) * p->channels;
                add_tap(p, pixel, weights, first, count, sums);
            }
            weights += outputs;
        }
    }
}

void te_depthwise_conv_2d_i16(const te_depthwise_conv_2d_i16_params *p, const int16_t *input,
                              const int8_t *weights, const int64_t *bias, int16_t *output) {
    const int32_t outputs = p->channels * p->channel_multiplier;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                for (int32_t first = 0; first < outputs; first += TILE) {
                    const int32_t count = outputs - first < TILE ? outputs - first : TILE;
                    int64_t sums[TILE];
                    for (int32_t i = 0; i < count; i++) {
                        sums[i] = bias[first + i];
                    }
                    add_taps(p, input, y * p->stride_height - p->pad_height,
                             x * p->stride_width - p->pad_width, weights, first, count, sums);
                    for (int32_t i = 0; i < count; i++) {
                        *output++ = te_sum_i16(&p->sum, first + i, sums[i]);
                    }
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
