/* RESIZE_BILINEAR of float32. */
#ifndef TE_RESIZE_BILINEAR_F32_H
#define TE_RESIZE_BILINEAR_F32_H

#include <stdint.h>

typedef struct {
    int32_t batches;                     /* N, at least 1 */
    int32_t input_height, input_width;   /* H, W */
    int32_t channels;                    /* C */
    int32_t output_height, output_width;
    float height_scale, width_scale;     /* input rows or columns to one of the output */
    float offset;                        /* 0.5 where positions are of the centers of pixels, or 0 */
} te_resize_bilinear_f32_params;

/* output[n][y][x] = the mean of the four pixels of input[n] around the row (y + offset) * height_scale
 *                   - offset and the column that follows likewise, weighted by their distance
 *
 * Each operation is rounded by itself. Without a result, not a number, that of TE_NAN_F32.
 *
 * input:  [N][H][W][C]
 * output: [N][output_height][output_width][C], must not overlap input
 *
 * Oracle: tinyedge/reference, RESIZE_BILINEAR, equal bit for bit. */
void te_resize_bilinear_f32(const te_resize_bilinear_f32_params *p, const float *input,
                            float *output);

#endif
