/* L2_NORMALIZATION of float32, of each row by itself. */
#ifndef TE_L2_NORMALIZATION_F32_H
#define TE_L2_NORMALIZATION_F32_H

#include <stdint.h>

/* output[i] = input[i] / (the root of the sum of squares, but at least 1e-6), summed in order
 *
 * Each operation is rounded by itself. Without a result (infinity in a row), not a number, that of
 * TE_NAN_F32.
 *
 * rows, depth: at least 1
 * input, output: [rows][depth]; may be the same
 *
 * Oracle: tinyedge/reference, L2_NORMALIZATION, equal bit for bit. */
void te_l2_normalization_f32(int32_t rows, int32_t depth, const float *input, float *output);

#endif
