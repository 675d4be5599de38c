/* ADD, SUB, MUL and DIV of int32 that is not quantized, with broadcasting. */
#ifndef TE_PAIR_I32_H
#define TE_PAIR_I32_H

#include <stdint.h>

#include "te_broadcast.h"

typedef enum {
    TE_ADD_I32,
    TE_SUB_I32,
    TE_MUL_I32,
    TE_DIV_I32 /* cut towards 0; 0 as a divisor counts as 1 */
} te_pair_i32_kind;

typedef struct {
    te_broadcast shape;
    te_pair_i32_kind kind;
    int32_t min, max; /* activation clamp */
} te_pair_i32_params;

/* output[i] = input0[i] and input1[i], combined, wrapped to int32, and clamped
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference/integers.py, equal bit for bit. */
void te_pair_i32(const te_pair_i32_params *p, const int32_t *input0, const int32_t *input1,
                 int32_t *output);

#endif
