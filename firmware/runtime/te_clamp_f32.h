/* RELU and RELU6 of float32. */
#ifndef TE_CLAMP_F32_H
#define TE_CLAMP_F32_H

#include <stdint.h>

/* output[i] = min where input[i] is less, max where it is more; -0.0 and what is not a number stay.
 *
 * max: more than min; 0 if there is none, and infinity stays, too.
 *
 * input, output: [count]; may be the same
 *
 * Oracle: tinyedge/reference, RELU and RELU6, equal bit for bit. */
void te_clamp_f32(float min, float max, int32_t count, const float *input, float *output);

#endif
