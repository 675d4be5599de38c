/* SVDF of int8, with time weights and a state of int8. */
#ifndef TE_SVDF_H
#define TE_SVDF_H

#include <stdint.h>

#include "te_svdf_params.h"

/* Moves the state on by one, and gives what its filters, weighted in time, sum up to.
 *
 * input:    [batches][inputs]           int8
 * features: [units * rank][inputs]      int8
 * times:    [units * rank][memory]      int8
 * bias:     [units]                     int32
 * state:    [batches][units * rank][memory] int8, oldest first; read and written
 * output:   [batches][units]            int8, must not overlap the input
 *
 * Oracle: tinyedge/reference, SVDF, equal bit for bit. */
void te_svdf(const te_svdf_params *p, const int8_t *input, const int8_t *features,
             const int8_t *times, const int32_t *bias, int8_t *state, int8_t *output);

#endif
