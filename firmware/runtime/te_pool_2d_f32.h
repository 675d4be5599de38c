/* AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D of float32. */
#ifndef TE_POOL_2D_F32_H
#define TE_POOL_2D_F32_H

#include <stdint.h>

typedef enum {
    TE_AVERAGE_POOL_2D_F32, /* the sum of the elements, in order, over their number */
    TE_MAX_POOL_2D_F32,     /* the largest, but at least -FLT_MAX; the first of equals */
    TE_L2_POOL_2D_F32       /* the root of: the sum of the squares, in order, over their number */
} te_pool_2d_f32_kind;

typedef struct {
    int32_t batches;                     /* N, at least 1 */
    int32_t input_height, input_width;   /* H, W */
    int32_t channels;                    /* C */
    int32_t window_height, window_width; /* at least 1; each window meets the input somewhere */
    int32_t stride_height, stride_width; /* at least 1 */
    int32_t pad_height, pad_width;       /* rows above, columns left of the input; >= 0 */
    int32_t output_height, output_width;
    te_pool_2d_f32_kind kind;
    float min, max; /* activation clamp; all finite numbers if there is none */
} te_pool_2d_f32_params;

/* output[n][y][x][c] = clamp(what of the window lies inside the input, by its kind); each operation is
 * rounded by itself. Without a result, not a number, that of TE_NAN_F32.
 *
 * input:  [N][H][W][C]
 * output: [N][output_height][output_width][C], must not overlap input
 *
 * Oracle: tinyedge/reference, the operator of that name, equal bit for bit. */
void te_pool_2d_f32(const te_pool_2d_f32_params *p, const float *input, float *output);

#endif
