/* ADD_N: the sum of many tensors of one shape, scale and zero point. */
#ifndef TE_ADD_N_H
#define TE_ADD_N_H

#include <stdint.h>

typedef struct {
    int32_t inputs; /* at least 2 */
    int32_t count;  /* elements of each */
    int32_t offset; /* added to each sum; it is then within [-4096, 4095] for any inputs */
    int32_t multiplier;        /* Q31, [0, 2^31): 2 * input scale / (2^20 * output scale) */
    int32_t shift;             /* [-31, 0] */
    int32_t output_zero_point; /* [-128, 127] */
} te_add_n_params;

/* output[i] = clamp(requantize((input[0][i] + input[1][i] + ... + offset) * 2^19)
 *                   + output_zero_point)
 *
 * input: int8, [inputs][count]; output: int8, [count], may be any of them.
 *
 * Oracle: tinyedge/reference, ADD_N, equal bit for bit. */
void te_add_n(const te_add_n_params *p, const int8_t *const *input, int8_t *output);

#endif
