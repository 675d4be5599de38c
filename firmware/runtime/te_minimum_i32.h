/* MINIMUM and MAXIMUM of int32, with broadcasting. */
#ifndef TE_MINIMUM_I32_H
#define TE_MINIMUM_I32_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t flip; /* 0: the smaller. -1: the larger, whose complement is smaller */
} te_minimum_i32_params;

/* output[i] = the one of input0[i] and input1[i] for which flip ^ it is smaller
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, MINIMUM and MAXIMUM, equal bit for bit. */
void te_minimum_i32(const te_minimum_i32_params *p, const int32_t *input0, const int32_t *input1,
                    int32_t *output);

#endif
