/* AVERAGE_POOL_2D. */
#ifndef TE_AVERAGE_POOL_2D_H
#define TE_AVERAGE_POOL_2D_H

#include <stdint.h>

#include "te_pool_2d.h"

/* output[n][y][x][c] = clamp(sum / count), rounded to nearest, halves away from zero: the mean of
 * what of the window lies inside the input. Input and output have one scale and zero point.
 *
 * input:  [N][H][W][C]                           int8
 * output: [N][output_height][output_width][C]    int8, must not overlap input
 *
 * Oracle: tinyedge/reference, AVERAGE_POOL_2D, equal bit for bit. */
void te_average_pool_2d(const te_pool_2d_params *p, const int8_t *input, int8_t *output);

#endif
