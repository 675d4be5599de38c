/* RESIZE_BILINEAR. */
#ifndef TE_RESIZE_BILINEAR_H
#define TE_RESIZE_BILINEAR_H

#include <stdint.h>

/* Positions are in 1/1024 of a row or column of the input. */
typedef struct {
    int32_t batches;                     /* N, at least 1 */
    int32_t input_height, input_width;   /* H, W */
    int32_t channels;                    /* C */
    int32_t output_height, output_width;
    int32_t first_height, first_width;   /* position of output row or column 0, at least -512 */
    int32_t step_height, step_width;     /* from one to the next, >= 0; no position reaches
                                            1024 * H or 1024 * W */
} te_resize_bilinear_params;

/* output[n][y][x] = the mean of the four pixels of input[n] around the position of row y and column
 *                   x, weighted by their distance, rounded to nearest, halves away from zero
 *
 * Beyond the last row or column, and before the first, the image goes on as it ends.
 *
 * input:  [N][H][W][C]                         int8
 * output: [N][output_height][output_width][C]  int8 of the input's scale and zero point, must not
 *                                              overlap input
 *
 * Oracle: tinyedge/reference, RESIZE_BILINEAR, equal bit for bit. */
void te_resize_bilinear(const te_resize_bilinear_params *p, const int8_t *input, int8_t *output);

#endif
