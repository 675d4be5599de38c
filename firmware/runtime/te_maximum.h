/* MAXIMUM and LOGICAL_OR, with broadcasting. */
#ifndef TE_MAXIMUM_H
#define TE_MAXIMUM_H

#include <stdint.h>

#include "te_minimum.h"

/* output[i] = the larger of input0[i] and input1[i]; all else as te_minimum.
 *
 * Oracle: tinyedge/reference, MAXIMUM, equal bit for bit. */
void te_maximum(const te_minimum_params *p, const int8_t *input0, const int8_t *input1,
                int8_t *output);

#endif
