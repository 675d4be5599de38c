/* BATCH_MATMUL: products of two runs of matrices. */
#ifndef TE_BATCH_MATMUL_H
#define TE_BATCH_MATMUL_H

#include <stdint.h>

/* Steps are in elements. */
typedef struct {
    int32_t batches[3];                  /* outer first, at least 1 each */
    int32_t first_batch[3];              /* from one to the next in input 0; 0 where it is repeated */
    int32_t second_batch[3];             /* the same in input 1 */
    int32_t rows, depth, columns;        /* at least 1 each */
    int32_t first_row, first_depth;      /* steps in input 0 */
    int32_t second_depth, second_column; /* steps in input 1 */
    int32_t first_zero_point;            /* [-128, 127] */
    int32_t second_zero_point;           /* [-128, 127] */
    int32_t multiplier;                  /* Q31, [0, 2^31) */
    int32_t shift;                       /* [-31, 30] */
    int32_t output_zero_point;           /* [-128, 127] */
} te_batch_matmul_params;

/* output[..][i][j] = clamp(requantize(sum over k of (input0[..][i][k] - first_zero_point) *
 *                    (input1[..][k][j] - second_zero_point)) + output_zero_point)
 *
 * input0: int8, addressed by the steps
 * input1: int8, likewise; the sum fits int32
 * output: [batches][rows][columns]  int8, must not overlap either input
 *
 * Oracle: tinyedge/reference, BATCH_MATMUL, equal bit for bit. */
void te_batch_matmul(const te_batch_matmul_params *p, const int8_t *input0, const int8_t *input1,
                     int8_t *output);

#endif
