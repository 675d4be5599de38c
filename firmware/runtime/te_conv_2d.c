#include "te_conv_2d.h"

#include "te_memory.h"

/* One row of taps, all inside the height of the input: row is the input row, x the column of the
 * first tap. Taps left and right of the input get the padding value. */
static void gather_row(const te_conv_2d_params *p, const int8_t *row, int32_t x, int8_t *patch) {
    const int32_t channels = p->channels;
    if (p->dilation_width == 1 && x >= 0 && x + p->kernel_width <= p->input_width) {
        memcpy(patch, row + x * channels, (size_t)(p->kernel_width * channels));
        return;
    }
    for (int32_t tap = 0; tap < p->kernel_width; tap++) {
        if (x >= 0 && x < p->input_width) {
            memcpy(patch, row + x * channels, (size_t)channels);
        } else {
            memset(patch, p->pad_value, (size_t)channels);
        }
        x += p->dilation_width;
        patch += channels;
    }
}

/* The patch whose first tap is at row y and column x of one image. */
static void gather(const te_conv_2d_params *p, const int8_t *image, int32_t y, int32_t x,
                   int8_t *patch) {
    const int32_t image_row_bytes = p->input_width * p->channels;
    const int32_t patch_row_bytes = p->kernel_width * p->channels;
    for (int32_t tap = 0; tap < p->kernel_height; tap++) {
        if (y >= 0 && y < p->input_height) {
            gather_row(p, image + y * image_row_bytes, x, patch);
        } else {
            memset(patch, p->pad_value, (size_t)patch_row_bytes);
        }
        y += p->dilation_height;
        patch += patch_row_bytes;
    }
}

static int patches_are_pixels(const te_conv_2d_params *p) {
    return p->kernel_height == 1 && p->kernel_width == 1 && p->stride_height == 1 &&
           p->stride_width == 1 && p->pad_height == 0 && p->pad_width == 0 &&
           p->output_height == p->input_height && p->output_width == p->input_width;
}

void te_conv_2d(const te_conv_2d_params *p, const int8_t *input, const int8_t *weights,
                const int32_t *bias, int8_t *scratch, int8_t *output) {
    const te_fully_connected_params *const patch = &p->patch;
    if (patches_are_pixels(p)) {
        te_fully_connected(patch, p->batches * p->input_height * p->input_width, input, weights,
                           bias, output);
        return;
    }
    int32_t gathered = 0;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                gather(p, input, y * p->stride_height - p->pad_height,
                       x * p->stride_width - p->pad_width, scratch + gathered * patch->inputs);
                gathered++;
                if (gathered == 2) {
                    te_fully_connected(patch, 2, scratch, weights, bias, output);
                    output += 2 * patch->outputs;
                    gathered = 0;
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
    te_fully_connected(patch, gathered, scratch, weights, bias, output);
}
