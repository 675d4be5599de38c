/* EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL of int32 and float32, with
 * broadcasting. */
#ifndef TE_COMPARISON_32_H
#define TE_COMPARISON_32_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int8_t is_float;             /* 0: int32. 1: float32 */
    int8_t less, equal, greater; /* 0 or 1: what is given where the first is that */
    int8_t unordered;            /* 0 or 1: and where either is not a number */
} te_comparison_32_params;

/* output[i] = less, equal, greater or unordered, as input0[i] is to input1[i]
 *
 * input0, input1: both int32, or both float32
 * output: bool, bytes of 0 and 1, shape.size elements in order; may be either input if that one is
 * not repeated.
 *
 * Oracle: tinyedge/reference, the operator of that name, equal bit for bit. */
void te_comparison_32(const te_comparison_32_params *p, const void *input0, const void *input1,
                      int8_t *output);

#endif
