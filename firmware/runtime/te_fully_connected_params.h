/* What the kernels of rows times weights share, whatever the width of a weight. */
#ifndef TE_FULLY_CONNECTED_PARAMS_H
#define TE_FULLY_CONNECTED_PARAMS_H

#include <stdint.h>

typedef struct {
    int32_t inputs;            /* elements of a row, at least 1 */
    int32_t outputs;           /* at least 1 */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t min, max;          /* activation clamp in output steps, [-128, 127] */
    int32_t step;              /* 1: a multiplier and shift per output; 0: one for all */
    const int32_t *multiplier; /* [outputs] or [1], Q31, [0, 2^31) */
    const int8_t *shift;       /* the same count, [-31, 30] */
} te_fully_connected_params;

#endif
