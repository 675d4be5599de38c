/* FLOOR, CEIL and ROUND of float32, without libm. */
#ifndef TE_FLOOR_F32_H
#define TE_FLOOR_F32_H

#include <stdint.h>

typedef enum {
    TE_FLOOR_F32,
    TE_CEIL_F32,
    TE_ROUND_F32 /* halves to the even number; what rounds to 0 from below is 0.0, not -0.0 */
} te_floor_f32_kind;

/* output[i] = a whole number near input[i]; -0.0, infinities and what is not a number stay.
 *
 * input, output: [count]; may be the same
 *
 * Oracle: tinyedge/reference, FLOOR, CEIL and ROUND, equal bit for bit. */
void te_floor_f32(te_floor_f32_kind kind, int32_t count, const float *input, float *output);

#endif
