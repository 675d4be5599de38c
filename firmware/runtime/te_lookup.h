/* Any function of one byte: LOGISTIC, TANH, RELU, RELU6, and QUANTIZE between int8 and uint8. */
#ifndef TE_LOOKUP_H
#define TE_LOOKUP_H

#include <stdint.h>

/* output[i] = table[input[i] & 255]
 *
 * table:  [256]    int8, the values for 0, 1, ... 127, -128, ... -1; made from the reference
 * input:  [count]  int8
 * output: [count]  int8, may be input
 *
 * Either may be uint8 instead, by its bits: 128, ... 255 lie where -128, ... -1 would.
 *
 * Oracle: tinyedge/reference, the operator that the table was made from, equal bit for bit. */
void te_lookup(const int8_t *table, int32_t count, const int8_t *input, int8_t *output);

#endif
