/* ADD, SUB, MUL, MINIMUM and MAXIMUM of float32, with broadcasting. */
#ifndef TE_PAIR_F32_H
#define TE_PAIR_F32_H

#include <stdint.h>

#include "te_broadcast.h"

typedef enum {
    TE_ADD_F32,
    TE_SUB_F32,
    TE_MUL_F32,
    TE_MINIMUM_F32, /* input1 where the two are equal or one is not a number; likewise: */
    TE_MAXIMUM_F32
} te_pair_f32_kind;

typedef struct {
    te_broadcast shape;
    te_pair_f32_kind kind;
    float min, max; /* activation clamp of the first three; all finite numbers if there is none */
} te_pair_f32_params;

/* output[i] = input0[i] and input1[i], combined and clamped
 *
 * Each operation is rounded by itself, as IEEE 754 says: nothing here can be contracted.
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, the operator of that name, equal bit for bit but for the bits of what
 * is not a number. */
void te_pair_f32(const te_pair_f32_params *p, const float *input0, const float *input1,
                 float *output);

#endif
