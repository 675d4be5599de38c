/* BATCH_MATMUL of int16: products of two runs of matrices. */
#ifndef TE_BATCH_MATMUL_I16_H
#define TE_BATCH_MATMUL_I16_H

#include <stdint.h>

/* Steps are in elements. */
typedef struct {
    int32_t batches[3];                  /* outer first, at least 1 each */
    int32_t first_batch[3];              /* from one to the next in input 0; 0 where it is repeated */
    int32_t second_batch[3];             /* the same in input 1 */
    int32_t rows, depth, columns;        /* at least 1 each */
    int32_t first_row, first_depth;      /* steps in input 0 */
    int32_t second_depth, second_column; /* steps in input 1 */
    int32_t multiplier;                  /* Q15, [0, 2^15) */
    int32_t shift;                       /* [-31, 7] */
} te_batch_matmul_i16_params;

/* output[..][i][j] = clamp(requantize(sum over k of input0[..][i][k] * input1[..][k][j]))
 *
 * input0: int16, symmetric (zero point 0), addressed by the steps
 * input1: int16, likewise; sums are in [-2^47, 2^47)
 * output: [batches][rows][columns]  int16, symmetric; must not overlap either input
 *
 * Oracle: tinyedge/reference, BATCH_MATMUL of int16, equal bit for bit. */
void te_batch_matmul_i16(const te_batch_matmul_i16_params *p, const int16_t *input0,
                         const int16_t *input1, int16_t *output);

#endif
