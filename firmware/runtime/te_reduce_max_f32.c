#include "te_reduce_max_f32.h"

#include <float.h>

static float extreme_of(const te_reduce_max_f32_params *p, const float *input) {
    float extreme = p->least != 0 ? FLT_MAX : -FLT_MAX;
    for (int32_t i = 0; i < p->reduced[0].size; i++) {
        const float *x = input + i * p->reduced[0].step;
        for (int32_t j = 0; j < p->reduced[1].size; j++) {
            if (p->least != 0 ? *x < extreme : *x > extreme) {
                extreme = *x;
            }
            x += p->reduced[1].step;
        }
    }
    return extreme;
}

void te_reduce_max_f32(const te_reduce_max_f32_params *p, const float *input, float *output) {
    for (int32_t i = 0; i < p->kept[0].size; i++) {
        for (int32_t j = 0; j < p->kept[1].size; j++) {
            *output++ = extreme_of(p, input + i * p->kept[0].step + j * p->kept[1].step);
        }
    }
}
