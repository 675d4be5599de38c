/* Two straight lines that meet, of int16: RELU, RELU6, LEAKY_RELU and ABS. */
#ifndef TE_RAMP_I16_H
#define TE_RAMP_I16_H

#include <stdint.h>

typedef struct {
    int32_t count;
    int32_t input_zero_point;  /* [-32768, 32767] */
    int32_t sign;              /* -1: what is negative is negated first; else 1 */
    int32_t multiplier[2];     /* Q31, [0, 2^31): of what is not negative, and of what is */
    int32_t shift[2];          /* [-31, 30]; what they shift fits int32 */
    int32_t output_zero_point; /* [-32768, 32767] */
    int32_t min, max;          /* in output steps, [-32768, 32767] */
} te_ramp_i16_params;

/* output[i] = clamp(requantize(x) + output_zero_point), where x = input[i] - input_zero_point; if x
 * is negative, sign * x by the second multiplier.
 *
 * input:  [count]  int16
 * output: [count]  int16, may be input
 *
 * There are 65536 values, too many for the table by which int8 is looked up.
 * Oracle: tinyedge/reference, RELU, RELU6, LEAKY_RELU and ABS, equal bit for bit. */
void te_ramp_i16(const te_ramp_i16_params *p, const int16_t *input, int16_t *output);

#endif
