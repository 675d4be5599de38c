#include "te_depthwise_conv_2d.h"

#include "te_memory.h"
#include "te_requantize.h"

/* One tap: a pixel times the weights of the tap, added to the sums of all outputs. */
static void add_tap(const te_depthwise_conv_2d_params *p, const int8_t *pixel,
                    const int8_t *weights, int32_t *sums) {
    const int32_t zero_point = p->input_zero_point;
    const int32_t multiplier = p->channel_multiplier;
    const int8_t *const end = pixel + p->channels;
    if (multiplier == 1) {
        while (pixel != end) {
            *sums++ += (*pixel++ - zero_point) * *weights++;
        }
        return;
    }
    while (pixel != end) {
        const int32_t x = *pixel++ - zero_point;
        for (const int8_t *const last = weights + multiplier; weights != last; weights++) {
            *sums++ += x * *weights;
        }
    }
}

/* The taps of one output position; the first one is at row y and column x of the image. */
static void add_taps(const te_depthwise_conv_2d_params *p, const int8_t *image, int32_t y,
                     int32_t x, const int8_t *weights, int32_t *sums) {
    const int32_t channels = p->channels;
    const int32_t outputs = channels * p->channel_multiplier;
    for (int32_t ky = 0; ky < p->kernel_height; ky++, y += p->dilation_height) {
        if (y < 0 || y >= p->input_height) {
            weights += p->kernel_width * outputs;
            continue;
        }
        const int8_t *const row = image + y * p->input_width * channels;
        int32_t column = x;
        for (int32_t kx = 0; kx < p->kernel_width; kx++, column += p->dilation_width) {
            if (column >= 0 && column < p->input_width) {
                add_tap(p, row + column * channels, weights, sums);
            }
            weights += outputs;
        }
    }
}

static void finish(const te_depthwise_conv_2d_params *p, const int32_t *sums, int8_t *output) {
    const int32_t *multiplier = p->multiplier;
    const int8_t *shift = p->shift;
    /* Copied, because output may alias what p points to as far as the compiler knows. */
    const int32_t step = p->step;
    const int32_t zero_point = p->output_zero_point;
    const int32_t min = p->min;
    const int32_t max = p->max;
    const int32_t *const end = sums + p->channels * p->channel_multiplier;
    for (; sums != end; sums++) {
        *output++ = te_clamp(te_requantize(*sums, *multiplier, *shift) + zero_point, min, max);
        multiplier += step;
        shift += step;
    }
}

void te_depthwise_conv_2d(const te_depthwise_conv_2d_params *p, const int8_t *input,
                          const int8_t *weights, const int32_t *bias, int32_t *sums,
                          int8_t *output) {
    const int32_t outputs = p->channels * p->channel_multiplier;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                memcpy(sums, bias, (size_t)outputs * sizeof *sums);
                add_taps(p, input, y * p->stride_height - p->pad_height,
                         x * p->stride_width - p->pad_width, weights, sums);
                finish(p, sums, output);
                output += outputs;
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
