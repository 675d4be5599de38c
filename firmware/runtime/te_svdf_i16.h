/* SVDF of int8, with time weights and a state of int16. */
#ifndef TE_SVDF_I16_H
#define TE_SVDF_I16_H

#include <stdint.h>

#include "te_svdf_params.h"

/* te_svdf, but that
 *
 * times: [units * rank][memory]          int16
 * state: [batches][units * rank][memory] int16 */
void te_svdf_i16(const te_svdf_params *p, const int8_t *input, const int8_t *features,
                 const int16_t *times, const int32_t *bias, int16_t *state, int8_t *output);

#endif
