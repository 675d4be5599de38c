/* ABS and NEG of float32. */
#ifndef TE_ABS_F32_H
#define TE_ABS_F32_H

#include <stdint.h>

typedef enum { TE_ABS_F32, TE_NEG_F32 } te_abs_f32_kind;

/* output[i] = |input[i]| or -input[i]: only the bit of the sign changes, of any number or none.
 *
 * input, output: [count]; may be the same
 *
 * Oracle: tinyedge/reference, ABS and NEG, equal bit for bit. */
void te_abs_f32(te_abs_f32_kind kind, int32_t count, const float *input, float *output);

#endif
