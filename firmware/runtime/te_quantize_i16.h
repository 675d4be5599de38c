/* QUANTIZE from float32 to int16. */
#ifndef TE_QUANTIZE_I16_H
#define TE_QUANTIZE_I16_H

#include <stdint.h>

/* output[i] = clamp(round(input[i] / scale) + zero_point), halves away from zero, to
 *             [-32768, 32767]
 *
 * scale:  > 0.  zero_point: [-32768, 32767]
 * input:  [count]  float32; what is too large for int16 is cut, not-a-number gives the zero point
 * output: [count]  int16, must not overlap input
 *
 * Oracle: tinyedge/reference, QUANTIZE, equal bit for bit. */
void te_quantize_i16(float scale, int32_t zero_point, int32_t count, const float *input,
                     int16_t *output);

#endif
