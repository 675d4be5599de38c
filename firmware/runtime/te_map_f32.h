/* Any function of one float32. */
#ifndef TE_MAP_F32_H
#define TE_MAP_F32_H

#include <stdint.h>

/* output[i] = function(input[i])
 *
 * input, output: [count]; may be the same
 *
 * Oracle: tinyedge/reference, the operator that the function is of, equal bit for bit. */
void te_map_f32(float (*function)(float), int32_t count, const float *input, float *output);

#endif
