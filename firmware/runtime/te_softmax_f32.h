/* SOFTMAX of float32, of each row by itself. */
#ifndef TE_SOFTMAX_F32_H
#define TE_SOFTMAX_F32_H

#include <stdint.h>

typedef struct {
    int32_t rows;  /* at least 1 */
    int32_t depth; /* elements of a row, at least 1 */
    float beta;
} te_softmax_f32_params;

/* output[i] = exp((input[i] - largest) * beta) / (the sum of these), summed in order
 *
 * Each operation is rounded by itself. Without a result (infinity in a row), not a number, that of
 * TE_NAN_F32.
 *
 * input, output: [rows][depth]; may be the same
 *
 * Oracle: tinyedge/reference, SOFTMAX, equal bit for bit. */
void te_softmax_f32(const te_softmax_f32_params *p, const float *input, float *output);

/* The largest of count elements, but at least -FLT_MAX; what is not a number does not count. */
float te_largest_f32(int32_t count, const float *input);

#endif
