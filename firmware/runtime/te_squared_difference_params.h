/* What SQUARED_DIFFERENCE of int8 and of int16 takes. */
#ifndef TE_SQUARED_DIFFERENCE_PARAMS_H
#define TE_SQUARED_DIFFERENCE_PARAMS_H

#include <stdint.h>

#include "te_broadcast.h"

typedef struct {
    te_broadcast shape;
    int32_t zero_point[2];     /* of input 0 and 1, [-128, 127]; 0 for int16 */
    int32_t multiplier[2];     /* Q31, [0, 2^31): input scale / (2 * the larger input scale) */
    int32_t shift[2];          /* [-31, 0] */
    int32_t output_multiplier; /* Q31, [0, 2^31) */
    int32_t output_shift;      /* [-31, 30]; a square, times 2^output_shift, fits int32 */
    int32_t output_zero_point; /* [-128, 127]; 0 for int16 */
} te_squared_difference_params;

#endif
