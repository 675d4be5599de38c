/* SOFTMAX of int16 over the last axis, in integers. */
#ifndef TE_SOFTMAX_I16_H
#define TE_SOFTMAX_I16_H

#include <stdint.h>

typedef struct {
    int32_t rows;       /* at least 1 */
    int32_t depth;      /* elements of a row, [1, 65536] */
    int32_t multiplier; /* Q31, [0, 2^31): beta * input scale in steps of 10 / 65535 */
    int32_t shift;      /* [-31, 30]; 65535 * 2^shift fits int32 */
} te_softmax_i16_params;

/* output[r][i] = exp(beta * input scale * (input[r][i] - max)) / sum of these over the row, in
 * 2^-15, where max is the largest input of the row
 *
 * input:  [rows][depth]  int16 of zero point 0
 * output: [rows][depth]  int16 of zero point 0, may be input
 *
 * TFLM has 513 numbers of exp and 513 of 1 / (1 + x), and straight lines between them. Those of exp
 * are a table of 1,026 bytes here, once for all layers: each element takes two of them, which are
 * five exponentials to compute. Those of 1 / (1 + x), two for each row, are computed: 130 bytes of
 * code instead of another 1,026.
 *
 * Oracle: tinyedge/reference, SOFTMAX, equal bit for bit. */
void te_softmax_i16(const te_softmax_i16_params *p, const int16_t *input, int16_t *output);

#endif
