/* MAXIMUM and MINIMUM of int16, with broadcasting. */
#ifndef TE_MAXIMUM_I16_H
#define TE_MAXIMUM_I16_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t flip; /* 0: the larger. -1: the smaller, which is the complement of the larger
                     complement */
} te_maximum_i16_params;

/* output[i] = flip ^ (the larger of flip ^ input0[i] and flip ^ input1[i])
 *
 * input0, input1, output: int16 of one scale and zero point
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, MAXIMUM and MINIMUM, equal bit for bit. */
void te_maximum_i16(const te_maximum_i16_params *p, const int16_t *input0, const int16_t *input1,
                    int16_t *output);

#endif
