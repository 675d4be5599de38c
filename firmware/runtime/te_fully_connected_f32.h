/* FULLY_CONNECTED of float32. */
#ifndef TE_FULLY_CONNECTED_F32_H
#define TE_FULLY_CONNECTED_F32_H

#include <stdint.h>

typedef struct {
    int32_t rows;    /* at least 1 */
    int32_t inputs;  /* of a row, at least 1 */
    int32_t outputs; /* of a row, at least 1 */
    float min, max;  /* activation clamp; all finite numbers if there is none */
} te_fully_connected_f32_params;

/* output[r][o] = clamp(sum of input[r][i] * weights[o][i], in order, + bias[o])
 *
 * Each operation is rounded by itself. Without a result, not a number, that of TE_NAN_F32.
 *
 * input:   [rows][inputs]
 * weights: [outputs][inputs]
 * bias:    [outputs]
 * output:  [rows][outputs], must not overlap input
 *
 * Oracle: tinyedge/reference, FULLY_CONNECTED, equal bit for bit. */
void te_fully_connected_f32(const te_fully_connected_f32_params *p, const float *input,
                            const float *weights, const float *bias, float *output);

#endif
