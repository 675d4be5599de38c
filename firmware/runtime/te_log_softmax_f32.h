/* LOG_SOFTMAX of float32, of each row by itself. */
#ifndef TE_LOG_SOFTMAX_F32_H
#define TE_LOG_SOFTMAX_F32_H

#include "te_softmax_f32.h"

/* output[i] = input[i] - largest - log(the sum of exp(input[i] - largest), summed in order)
 *
 * Each operation is rounded by itself. Without a result (infinity in a row), not a number, that of
 * TE_NAN_F32.
 *
 * input, output: [rows][depth]; may be the same. beta is not looked at.
 *
 * Oracle: tinyedge/reference, LOG_SOFTMAX, equal bit for bit. */
void te_log_softmax_f32(const te_softmax_f32_params *p, const float *input, float *output);

#endif
