/* DEQUANTIZE from int16 to float32. */
#ifndef TE_DEQUANTIZE_I16_H
#define TE_DEQUANTIZE_I16_H

#include <stdint.h>

/* output[i] = scale * (input[i] - zero_point), rounded to float32 once
 *
 * zero_point: [-32768, 32767]
 * input:  [count]  int16
 * output: [count]  float32, must not overlap input
 *
 * Oracle: tinyedge/reference, DEQUANTIZE, equal bit for bit. */
void te_dequantize_i16(float scale, int32_t zero_point, int32_t count, const int16_t *input,
                       float *output);

#endif
