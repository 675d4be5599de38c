/* ADD_N of float32: the sum of many tensors of one shape. */
#ifndef TE_ADD_N_F32_H
#define TE_ADD_N_F32_H

#include <stdint.h>

/* output[i] = 0 + input[0][i] + input[1][i] + ..., each sum rounded; without a result, not a number,
 * that of TE_NAN_F32.
 *
 * inputs: at least 1. input: [inputs][count]; output: [count], may be any of them.
 *
 * Oracle: tinyedge/reference, ADD_N, equal bit for bit. */
void te_add_n_f32(int32_t inputs, int32_t count, const float *const *input, float *output);

#endif
