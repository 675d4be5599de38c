/* DEPTHWISE_CONV_2D with weights of four bits. */
#ifndef TE_DEPTHWISE_CONV_2D_I4_H
#define TE_DEPTHWISE_CONV_2D_I4_H

#include <stdint.h>

#include "te_depthwise_conv_2d.h"

/* As te_depthwise_conv_2d.h, but for the weights: every position takes all of them, so they are
 * unpacked once, ahead of the first.
 *
 * weights:  [(taps * outputs + 1) / 2]   two int4 in a byte, the first in the low half, as the file
 *                                        has them
 * unpacked: [taps * outputs]             int8, overwritten
 *
 * Oracle: tinyedge/reference, DEPTHWISE_CONV_2D, equal bit for bit. */
void te_depthwise_conv_2d_i4(const te_depthwise_conv_2d_params *p, const int8_t *input,
                             const uint8_t *weights, const int32_t *bias, int32_t *sums,
                             int8_t *unpacked, int8_t *output);

#endif
