/* What PRELU of int8 and of int16 takes. */
#ifndef TE_PRELU_PARAMS_H
#define TE_PRELU_PARAMS_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t input_zero_point; /* of the tensor's type */
    int32_t slope_zero_point; /* [-128, 127] */
    int32_t multiplier[2];    /* Q31, [0, 2^31): input scale / output scale; that times the slopes' */
    int32_t shift[2];         /* [-31, 30]; what they shift fits int32 */
    int32_t output_zero_point; /* of the tensor's type */
} te_prelu_params;

#endif
