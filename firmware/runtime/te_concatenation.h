/* CONCATENATION along any axis. */
#ifndef TE_CONCATENATION_H
#define TE_CONCATENATION_H

#include <stdint.h>

typedef struct {
    int32_t rows;               /* the product of the axes before the joined one */
    int32_t inputs;             /* how many, at least 1 */
    const int32_t *block_bytes; /* [inputs]: bytes of one row of each: the other axes */
} te_concatenation_params;

/* output[row] = inputs[0][row], inputs[1][row], ...
 *
 * inputs: all of the output's element type, scale and zero point
 * output: must not overlap any input
 *
 * Oracle: tinyedge/reference, CONCATENATION, equal bit for bit. */
void te_concatenation(const te_concatenation_params *p, const void *const *inputs, void *output);

#endif
