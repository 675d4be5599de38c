/* CONV_2D with weights of four bits. */
#ifndef TE_CONV_2D_I4_H
#define TE_CONV_2D_I4_H

#include <stdint.h>

#include "te_fully_connected_i4.h"
#include "te_patches.h"

/* As te_conv_2d.h, but for the weights:
 *
 * weights: [outputs][(patch.inputs + 1) / 2]   as te_fully_connected_i4.h says
 *
 * Oracle: tinyedge/reference, CONV_2D, equal bit for bit. */
void te_conv_2d_i4(const te_conv_2d_params *p, const int8_t *input, const uint8_t *weights,
                   const int32_t *bias, int8_t *scratch, int8_t *output);

#endif
