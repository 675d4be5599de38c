#include "te_mean_f32.h"

#include "te_wide.h"

static float sum_of(const te_mean_f32_params *p, const float *input) {
    float sum = 0.0f;
    for (int32_t i = 0; i < p->reduced[0].size; i++) {
        const float *x = input + i * p->reduced[0].step;
        for (int32_t j = 0; j < p->reduced[1].size; j++) {
            sum += *x;
            x += p->reduced[1].step;
        }
    }
    return sum;
}

void te_mean_f32(const te_mean_f32_params *p, const float *input, float *output) {
    for (int32_t i = 0; i < p->kept[0].size; i++) {
        for (int32_t j = 0; j < p->kept[1].size; j++) {
            const float sum = sum_of(p, input + i * p->kept[0].step + j * p->kept[1].step);
            *output++ = te_one_nan_f32(sum / p->count);
        }
    }
}
