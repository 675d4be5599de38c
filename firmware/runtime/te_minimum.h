/* MINIMUM and LOGICAL_AND, with broadcasting. */
#ifndef TE_MINIMUM_H
#define TE_MINIMUM_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
} te_minimum_params;

/* output[i] = the smaller of input0[i] and input1[i]
 *
 * input0, input1, output: int8 of one scale and zero point; or bool, bytes of 0 and 1
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, MINIMUM and LOGICAL_AND, equal bit for bit. */
void te_minimum(const te_minimum_params *p, const int8_t *input0, const int8_t *input1,
                int8_t *output);

#endif
