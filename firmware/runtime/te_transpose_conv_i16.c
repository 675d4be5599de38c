#include "te_transpose_conv_i16.h"

/* Of one axis: the first input whose taps reach a place. */
static int32_t first_at(int32_t place, int32_t stride, int32_t kernel) {
    return place < kernel ? 0 : (place - kernel) / stride + 1;
}

/* place_y, place_x: of the output, before it is cut. weights: of one output channel. */
static int64_t sum_of(const te_transpose_conv_i16_params *p, const int16_t *image, int32_t place_y,
                      int32_t place_x, const int8_t *weights, int64_t sum) {
    const int32_t channels = p->channels;
    const int32_t first_y = first_at(place_y, p->stride_height, p->kernel_height);
    const int32_t first_x = first_at(place_x, p->stride_width, p->kernel_width);
    for (int32_t iy = first_y; iy < p->input_height && iy * p->stride_height <= place_y; iy++) {
        const int32_t ky = place_y - iy * p->stride_height;
        for (int32_t ix = first_x; ix < p->input_width && ix * p->stride_width <= place_x; ix++) {
            const int32_t kx = place_x - ix * p->stride_width;
            sum = te_dot_i16(image + (iy * p->input_width + ix) * channels,
                             weights + (ky * p->kernel_width + kx) * channels, channels, sum);
        }
    }
    return sum;
}

void te_transpose_conv_i16(const te_transpose_conv_i16_params *p, const int16_t *input,
                           const int8_t *weights, const int64_t *bias, int16_t *output) {
    const int32_t kernel = p->kernel_height * p->kernel_width * p->channels;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                for (int32_t o = 0; o < p->outputs; o++) {
                    const int64_t sum = sum_of(p, input, y + p->pad_height, x + p->pad_width,
                                               weights + o * kernel, bias[o]);
                    *output++ = te_sum_i16(&p->sum, o, sum);
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
