/* ADD and SUB, with broadcasting. */
#ifndef TE_ADD_H
#define TE_ADD_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    int32_t zero_point; /* [-128, 127] */
    int32_t multiplier; /* Q31, [0, 2^31): input scale / (2 * the larger input scale) */
    int32_t shift;      /* [-31, 0] */
} te_add_input;

typedef struct {
    te_broadcast shape;
    te_add_input input[2];
    int32_t left_shift;        /* of both inputs before they are scaled, 20 for int8 */
    int32_t sign;              /* of the second input: 1 adds it, -1 subtracts it */
    int32_t output_multiplier; /* Q31, [0, 2^31) */
    int32_t output_shift;      /* [-31, 0] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t min, max;          /* activation clamp in output steps, [-128, 127] */
} te_add_params;

/* output[i] = clamp(requantize(s0 + sign * s1) + output_zero_point), where
 * sk = requantize((inputk[i] - its zero point) * 2^left_shift) by the multiplier of input k
 *
 * output: shape.size elements, in order; may be either input if that one is not repeated.
 *
 * Oracle: tinyedge/reference, ADD and SUB, equal bit for bit. */
void te_add(const te_add_params *p, const int8_t *input0, const int8_t *input1, int8_t *output);

#endif
