#include "te_arg_max_f32.h"

void te_arg_max_f32(const te_arg_max_f32_params *p, const float *input, int32_t *output) {
    for (int32_t i = 0; i < p->outer; i++) {
        for (int32_t j = 0; j < p->inner; j++) {
            const float *const x = input + j;
            float extreme = x[0];
            int32_t at = 0;
            for (int32_t k = 1; k < p->size; k++) {
                const float value = x[k * p->inner];
                if (p->least != 0 ? value < extreme : value > extreme) {
                    extreme = value;
                    at = k;
                }
            }
            *output++ = at;
        }
        input += p->size * p->inner;
    }
}
