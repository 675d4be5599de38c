/* RSQRT of int16. */
#ifndef TE_RSQRT_I16_H
#define TE_RSQRT_I16_H

#include <stdint.h>

/* output[i] = 1 / sqrt(input[i]), requantized; what is not above 0 gives the largest, 32767
 *
 * multiplier: Q31, [0, 2^31): 1 / (sqrt(input scale) * output scale).  shift: [-10, 29]
 * input:  [count]  int16 of zero point 0
 * output: [count]  int16 of zero point 0, may be input
 *
 * Oracle: tinyedge/reference, RSQRT, equal bit for bit. */
void te_rsqrt_i16(int32_t multiplier, int32_t shift, int32_t count, const int16_t *input,
                  int16_t *output);

#endif
