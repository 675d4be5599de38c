/* What SVDF is told, whatever the type of its state, and the sums that do not depend on it. */
#ifndef TE_SVDF_PARAMS_H
#define TE_SVDF_PARAMS_H

#include <stdint.h>

#include "te_requantize.h"

typedef struct {
    int32_t batches, inputs, units, rank, memory; /* at least 1 each */
    const int32_t *feature_bias; /* [units * rank], the input's zero point folded in: nothing else;
                                  * the sum of features fits int32 at every step */
    int32_t feature_multiplier;  /* from that sum to the state; Q31, [0, 2^31) */
    int32_t feature_shift;       /* [-31, 30]; the sum times 2^shift fits int32 */
    int32_t state_zero_point;    /* of the state's type */
    int32_t time_multiplier;     /* from the sum over time to the output; Q31, [0, 2^31) */
    int32_t time_shift;          /* [-31, 30]; above -1, that sum must fit int32 and, with the
                                  * shift, leave room for the zero point */
    int32_t output_zero_point;   /* [-128, 127] */
} te_svdf_params;

/* What filter f has of the input now, in steps of the state, not clamped. */
static inline int32_t te_svdf_feature(const te_svdf_params *p, int32_t f, const int8_t *input,
                                      const int8_t *features) {
    const int8_t *weight = features + f * p->inputs;
    int32_t sum = p->feature_bias[f];
    for (const int8_t *const end = input + p->inputs; input != end; input++, weight++) {
        sum += *input * *weight;
    }
    return te_requantize(sum, p->feature_multiplier, p->feature_shift);
}

/* The output of a sum over time, which is counted modulo 2^32. */
static inline int8_t te_svdf_output(const te_svdf_params *p, uint32_t sum) {
    const int32_t scaled = te_requantize((int32_t)sum, p->time_multiplier, p->time_shift);
    return te_clamp(scaled + p->output_zero_point, INT8_MIN, INT8_MAX);
}

#endif
