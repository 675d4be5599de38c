/* LOGISTIC and TANH of int16. */
#ifndef TE_CURVE_I16_H
#define TE_CURVE_I16_H

#include <stdint.h>

typedef enum { TE_LOGISTIC_I16, TE_TANH_I16 } te_curve_i16_kind;

/* output[i] = the curve at input[i] * multiplier / 2^shift, in 1/12288 as te_sigmoid_i16.h takes it
 *
 * multiplier: [0, 32767].  shift: [0, 30]
 * input:  [count]  int16 of zero point 0
 * output: [count]  int16 in 2^-15, may be input
 *
 * Oracle: tinyedge/reference, LOGISTIC and TANH, equal bit for bit. */
void te_curve_i16(te_curve_i16_kind kind, int32_t multiplier, int32_t shift, int32_t count,
                  const int16_t *input, int16_t *output);

#endif
