/* EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL, with broadcasting. */
#ifndef TE_COMPARISON_H
#define TE_COMPARISON_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t zero_point[2];       /* of input 0 and 1, [-128, 127] */
    int32_t multiplier[2];       /* Q31, [0, 2^31): the scale of the input, below 1 */
    int32_t shift[2];            /* [-31, 0] */
    int8_t less, equal, greater; /* 0 or 1: what is given where the first is that */
} te_comparison_params;

/* output[i] = less, equal or greater, as s0 is to s1, where
 * sk = requantize((inputk[i] - its zero point) * 2^8) by the multiplier of input k
 *
 * output: bool, bytes of 0 and 1, shape.size elements in order; may be either input if that one is
 * not repeated.
 *
 * Oracle: tinyedge/reference, the operator of that name, equal bit for bit. */
void te_comparison(const te_comparison_params *p, const int8_t *input0, const int8_t *input1,
                   int8_t *output);

#endif
