/* What the kernels of CONV_2D share, whatever the width of a weight: how patches become rows. */
#ifndef TE_PATCHES_H
#define TE_PATCHES_H

#include <stdint.h>

#include "te_fully_connected_params.h"
#include "te_memory.h"

typedef struct {
    int32_t batches;                            /* N, at least 1 */
    int32_t input_height, input_width;          /* H, W */
    int32_t channels;                           /* C */
    int32_t kernel_height, kernel_width;        /* taps */
    int32_t stride_height, stride_width;        /* at least 1 */
    int32_t dilation_height, dilation_width;    /* at least 1 */
    int32_t pad_height, pad_width;              /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;        /* below and right of the input is padding */
    int32_t pad_value;                          /* the input zero point, [-128, 127] */
    te_fully_connected_params patch;            /* from one patch to the outputs of one position:
                                                   inputs = kernel_height * kernel_width * C */
} te_conv_2d_params;

/* One row of taps, all inside the height of the input: row is the input row, x the column of the
 * first tap. Taps left and right of the input get the padding value. */
static inline void te_take_patch_row(const te_conv_2d_params *p, const int8_t *row, int32_t x,
                                     int8_t *patch) {
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
static inline void te_take_patch(const te_conv_2d_params *p, const int8_t *image, int32_t y,
                                 int32_t x, int8_t *patch) {
    const int32_t image_row_bytes = p->input_width * p->channels;
    const int32_t patch_row_bytes = p->kernel_width * p->channels;
    for (int32_t tap = 0; tap < p->kernel_height; tap++) {
        if (y >= 0 && y < p->input_height) {
            te_take_patch_row(p, image + y * image_row_bytes, x, patch);
        } else {
            memset(patch, p->pad_value, (size_t)patch_row_bytes);
        }
        y += p->dilation_height;
        patch += patch_row_bytes;
    }
}

static inline int te_patches_are_pixels(const te_conv_2d_params *p) {
    return p->kernel_height == 1 && p->kernel_width == 1 && p->stride_height == 1 &&
           p->stride_width == 1 && p->pad_height == 0 && p->pad_width == 0 &&
           p->output_height == p->input_height && p->output_width == p->input_width;
}

#endif
