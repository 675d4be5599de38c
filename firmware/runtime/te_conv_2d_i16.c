#include "te_conv_2d_i16.h"

#include "te_memory.h"

/* The patch whose first tap is at row y and column x of one image. */
static void gather(const te_conv_2d_i16_params *p, const int16_t *image, int32_t y, int32_t x,
                   int16_t *patch) {
    const int32_t channels = p->channels;
    const size_t pixel_bytes = (size_t)channels * sizeof *patch;
    for (int32_t ky = 0; ky < p->kernel_height; ky++, y += p->dilation_height) {
        int32_t column = x;
        for (int32_t kx = 0; kx < p->kernel_width; kx++, column += p->dilation_width) {
            if (y >= 0 && y < p->input_height && column >= 0 && column < p->input_width) {
                memcpy(patch, image + (y * p->input_width + column) * channels, pixel_bytes);
            } else {
                memset(patch, 0, pixel_bytes);
            }
            patch += channels;
        }
    }
}

static int patches_are_pixels(const te_conv_2d_i16_params *p) {
    return p->kernel_height == 1 && p->kernel_width == 1 && p->stride_height == 1 &&
           p->stride_width == 1 && p->pad_height == 0 && p->pad_width == 0 &&
           p->output_height == p->input_height && p->output_width == p->input_width;
}

void te_conv_2d_i16(const te_conv_2d_i16_params *p, const int16_t *input, const int8_t *weights,
                    const int64_t *bias, int16_t *scratch, int16_t *output) {
    if (patches_are_pixels(p)) {
        te_fully_connected_i16(&p->patch, p->batches * p->input_height * p->input_width, input,
                               weights, bias, output);
        return;
    }
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                gather(p, input, y * p->stride_height - p->pad_height,
                       x * p->stride_width - p->pad_width, scratch);
                te_fully_connected_i16(&p->patch, 1, scratch, weights, bias, output);
                output += p->patch.outputs;
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
