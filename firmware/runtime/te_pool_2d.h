/* The window that AVERAGE_POOL_2D and MAX_POOL_2D move over their input. */
#ifndef TE_POOL_2D_H
#define TE_POOL_2D_H

#include <stdint.h>

typedef struct {
    int32_t batches;                       /* N, at least 1 */
    int32_t input_height, input_width;     /* H, W */
    int32_t channels;                      /* C */
    int32_t window_height, window_width;   /* at least 1; each window meets the input somewhere */
    int32_t stride_height, stride_width;   /* at least 1 */
    int32_t pad_height, pad_width;         /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;
    int32_t min, max;                      /* activation clamp in steps, [-128, 127] */
} te_pool_2d_params;

/* What of one window lies inside the input: corner is its first element, of channel 0. */
typedef struct {
    const int8_t *corner;
    int32_t height, width;
} te_pool_2d_window;

/* The window of output row y and column x on one image, cut at the borders of the input. */
static inline te_pool_2d_window te_pool_2d_cut(const te_pool_2d_params *p, const int8_t *image,
                                               int32_t y, int32_t x) {
    const int32_t top = y * p->stride_height - p->pad_height;
    const int32_t left = x * p->stride_width - p->pad_width;
    const int32_t bottom = top + p->window_height;
    const int32_t right = left + p->window_width;
    const int32_t first_row = top > 0 ? top : 0;
    const int32_t first_column = left > 0 ? left : 0;
    const te_pool_2d_window window = {
        .corner = image + (first_row * p->input_width + first_column) * p->channels,
        .height = (bottom < p->input_height ? bottom : p->input_height) - first_row,
        .width = (right < p->input_width ? right : p->input_width) - first_column,
    };
    return window;
}

#endif
