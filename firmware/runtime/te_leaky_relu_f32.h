/* LEAKY_RELU of float32. */
#ifndef TE_LEAKY_RELU_F32_H
#define TE_LEAKY_RELU_F32_H

#include <stdint.h>

/* output[i] = input[i], or alpha times it where it is not above 0; without a result, not a number,
 * that of TE_NAN_F32.
 *
 * input, output: [count]; may be the same
 *
 * Oracle: tinyedge/reference, LEAKY_RELU, equal bit for bit. */
void te_leaky_relu_f32(float alpha, int32_t count, const float *input, float *output);

#endif
