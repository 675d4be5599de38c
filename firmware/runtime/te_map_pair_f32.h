/* Any function of two float32, with broadcasting. */
#ifndef TE_MAP_PAIR_F32_H
#define TE_MAP_PAIR_F32_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    float (*function)(float, float);
    float min, max; /* activation clamp; 0 and 0 if there is none */
} te_map_pair_f32_params;

/* output[i] = function(input0[i], input1[i]), clamped; what is not a number stays
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, the operator that the function is of, equal bit for bit. */
void te_map_pair_f32(const te_map_pair_f32_params *p, const float *input0, const float *input1,
                     float *output);

#endif
