/* DEQUANTIZE from int8 to float32. */
#ifndef TE_DEQUANTIZE_H
#define TE_DEQUANTIZE_H

#include <stdint.h>

/* output[i] = scale * (input[i] - zero_point), rounded to float32 once
 *
 * zero_point: [-128, 127]
 * input:  [count]  int8
 * output: [count]  float32, must not overlap input
 *
 * Oracle: tinyedge/reference, DEQUANTIZE, equal bit for bit. */
void te_dequantize(float scale, int32_t zero_point, int32_t count, const int8_t *input,
                   float *output);

#endif
