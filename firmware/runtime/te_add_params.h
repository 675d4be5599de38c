/* What ADD and SUB of int8 and of int16 take. */
#ifndef TE_ADD_PARAMS_H
#define TE_ADD_PARAMS_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    int32_t zero_point; /* of the tensor's type */
    int32_t multiplier; /* Q31, [0, 2^31): input scale / (2 * the larger input scale) */
    int32_t shift;      /* [-31, 0] */
} te_add_input;

typedef struct {
    te_broadcast shape;
    te_add_input input[2];
    int32_t left_shift;        /* of both inputs before they are scaled, 20 for int8, 15 for int16 */
    int32_t sign;              /* of the second input: 1 adds it, -1 subtracts it */
    int32_t output_multiplier; /* Q31, [0, 2^31) */
    int32_t output_shift;      /* [-31, 0] */
    int32_t output_zero_point; /* of the tensor's type */
    int32_t min, max;          /* activation clamp in output steps */
} te_add_params;

#endif
