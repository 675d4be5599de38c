/* ARG_MAX and ARG_MIN along one axis. */
#ifndef TE_ARG_MAX_H
#define TE_ARG_MAX_H

#include <stdint.h>

typedef struct {
    int32_t outer; /* product of the axes before, at least 1 */
    int32_t size;  /* of the axis, at least 1 */
    int32_t inner; /* product of the axes behind, at least 1 */
    int32_t flip;  /* 0: the largest. -1: the least, where the complement is largest */
} te_arg_max_params;

/* output[i][j] = the first k at which flip ^ input[i][k][j] is largest
 *
 * input:  [outer][size][inner]  int8
 * output: [outer][inner]        int32, [0, size), must not overlap input
 *
 * Oracle: tinyedge/reference, ARG_MAX or ARG_MIN, equal bit for bit. */
void te_arg_max(const te_arg_max_params *p, const int8_t *input, int32_t *output);

#endif
