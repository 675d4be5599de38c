/* AVERAGE_POOL_2D of int16. */
#ifndef TE_AVERAGE_POOL_2D_I16_H
#define TE_AVERAGE_POOL_2D_I16_H

#include <stdint.h>

#include "te_pool_2d.h"

/* output[n][y][x][c] = clamp(sum / count), rounded to nearest, halves away from zero: the mean of
 * what of the window lies inside the input. Input and output have one scale and zero point.
 * A window has at most 65534 elements, so that their sum fits int32.
 *
 * p->min, p->max: in [-32768, 32767]
 * input:  [N][H][W][C]                           int16
 * output: [N][output_height][output_width][C]    int16, must not overlap input
 *
 * Oracle: tinyedge/reference, AVERAGE_POOL_2D, equal bit for bit. */
void te_average_pool_2d_i16(const te_pool_2d_params *p, const int16_t *input, int16_t *output);

#endif
