/* ARG_MAX and ARG_MIN of float32 along one axis. */
#ifndef TE_ARG_MAX_F32_H
#define TE_ARG_MAX_F32_H

#include <stdint.h>

typedef struct {
    int32_t outer; /* product of the axes before, at least 1 */
    int32_t size;  /* of the axis, at least 1 */
    int32_t inner; /* product of the axes behind, at least 1 */
    int32_t least; /* 1: where the least is instead */
} te_arg_max_f32_params;

/* output[i][j] = the first k at which input[i][k][j] is largest; what is not a number is never, but
 *                at 0, where it stays
 *
 * input:  [outer][size][inner]
 * output: [outer][inner]        int32, [0, size), must not overlap input
 *
 * Oracle: tinyedge/reference, ARG_MAX or ARG_MIN, equal bit for bit. */
void te_arg_max_f32(const te_arg_max_f32_params *p, const float *input, int32_t *output);

#endif
