/* MAX_POOL_2D of int16. */
#ifndef TE_MAX_POOL_2D_I16_H
#define TE_MAX_POOL_2D_I16_H

#include <stdint.h>

#include "te_pool_2d.h"

/* output[n][y][x][c] = clamp(the largest of what of the window lies inside the input).
 * Input and output have one scale and zero point.
 *
 * p->min, p->max: in [-32768, 32767]
 * input:  [N][H][W][C]                           int16
 * output: [N][output_height][output_width][C]    int16, must not overlap input
 *
 * Oracle: tinyedge/reference, MAX_POOL_2D, equal bit for bit. */
void te_max_pool_2d_i16(const te_pool_2d_params *p, const int16_t *input, int16_t *output);

#endif
