/* LOGICAL_NOT. */
#ifndef TE_LOGICAL_NOT_H
#define TE_LOGICAL_NOT_H

#include <stdint.h>

/* output[i] = 1 - input[i]
 *
 * input, output: [count] bool, bytes of 0 and 1; may be the same
 *
 * Oracle: tinyedge/reference, LOGICAL_NOT, equal bit for bit. */
void te_logical_not(int32_t count, const int8_t *input, int8_t *output);

#endif
