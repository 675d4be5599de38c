#include "te_svdf_i16.h"

/* Forgets the oldest of the products of one filter. A newest one beyond the type, which a zero
 * point can bring about, wraps around. */
static void move_on(const te_svdf_params *p, int16_t *filter, int32_t newest) {
    for (int32_t i = 0; i < p->memory - 1; i++) {
        filter[i] = filter[i + 1];
    }
    newest = te_clamp_i16(newest, INT16_MIN, INT16_MAX) + p->state_zero_point;
    filter[p->memory - 1] = (int16_t)newest;
}

static uint32_t in_time(const te_svdf_params *p, const int16_t *filter, const int16_t *times) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < p->memory; i++) {
        sum += (uint32_t)(times[i] * (filter[i] - p->state_zero_point));
    }
    return sum;
}

void te_svdf_i16(const te_svdf_params *p, const int8_t *input, const int8_t *features,
                 const int16_t *times, const int32_t *bias, int16_t *state, int8_t *output) {
    for (int32_t b = 0; b < p->batches; b++) {
        for (int32_t u = 0; u < p->units; u++) {
            uint32_t sum = (uint32_t)bias[u];
            for (int32_t f = u * p->rank; f < (u + 1) * p->rank; f++) {
                move_on(p, state, te_svdf_feature(p, f, input, features));
                sum += in_time(p, state, times + f * p->memory);
                state += p->memory;
            }
            *output++ = te_svdf_output(p, sum);
        }
        input += p->inputs;
    }
}
