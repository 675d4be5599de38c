/* What MUL of int8 and of int16 takes. */
#ifndef TE_MUL_PARAMS_H
#define TE_MUL_PARAMS_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t input_zero_point[2]; /* [-128, 127]; 0 for int16 */
    int32_t multiplier;          /* Q31, [0, 2^31): product of the input scales / output scale */
    int32_t shift;               /* [-31, 30]; a product, times 2^shift, fits int32 */
    int32_t output_zero_point;   /* [-128, 127]; 0 for int16 */
    int32_t min, max;            /* activation clamp in output steps */
} te_mul_params;

#endif
