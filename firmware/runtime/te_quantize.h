/* QUANTIZE from float32 to int8. Beside te_dequantize the only kernel that computes in floating
 * point: one IEEE single division per element, equal on every target. */
#ifndef TE_QUANTIZE_H
#define TE_QUANTIZE_H

#include <stdint.h>

/* output[i] = clamp(round(input[i] / scale) + zero_point), halves away from zero, to [-128, 127]
 *
 * scale:  > 0.  zero_point: [-128, 127]
 * input:  [count]  float32; what is too large for int8 is cut, not-a-number gives the zero point
 * output: [count]  int8, may begin where input does
 *
 * Oracle: tinyedge/reference, QUANTIZE, equal bit for bit. */
void te_quantize(float scale, int32_t zero_point, int32_t count, const float *input,
                 int8_t *output);

#endif
