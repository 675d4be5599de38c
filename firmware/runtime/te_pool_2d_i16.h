/* The window that AVERAGE_POOL_2D and MAX_POOL_2D of int16 move over their input. */
#ifndef TE_POOL_2D_I16_H
#define TE_POOL_2D_I16_H

#include <stdint.h>

#include "te_pool_2d.h"

/* What of one window lies inside the input: corner is its first element, of channel 0. */
typedef struct {
    const int16_t *corner;
    int32_t height, width;
} te_pool_2d_window_i16;

/* The window of output row y and column x on one image, cut at the borders of the input. */
static inline te_pool_2d_window_i16 te_pool_2d_cut_i16(const te_pool_2d_params *p,
                                                       const int16_t *image, int32_t y,
                                                       int32_t x) {
    const int32_t top = y * p->stride_height - p->pad_height;
    const int32_t left = x * p->stride_width - p->pad_width;
    const int32_t bottom = top + p->window_height;
    const int32_t right = left + p->window_width;
    const int32_t first_row = top > 0 ? top : 0;
    const int32_t first_column = left > 0 ? left : 0;
    const te_pool_2d_window_i16 window = {
        .corner = image + (first_row * p->input_width + first_column) * p->channels,
        .height = (bottom < p->input_height ? bottom : p->input_height) - first_row,
        .width = (right < p->input_width ? right : p->input_width) - first_column,
    };
    return window;
}

#endif
