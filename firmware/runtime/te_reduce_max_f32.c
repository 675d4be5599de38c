#include "te_reduce_max_f32.h"

#include <float.h>

static float extreme_of(const te_reduce_max_f32_params *p, const float *input) {
    const te_reduction_axis *const row = &p->axes.reduced[3];
    int32_t at[3] = {0, 0, 0};
    int32_t place = 0;
    float extreme = p->least != 0 ? FLT_MAX : -FLT_MAX;
    for (int32_t i = 0; i < p->axes.rows; i++) {
        for (int32_t j = 0; j < row->size; j++) {
            const float value = input[place + j * row->step];
            if (p->least != 0 ? value < extreme : value > extreme) {
                extreme = value;
            }
        }
        place = te_reduction_next(p->axes.reduced, 3, at, place);
    }
    return extreme;
}

void te_reduce_max_f32(const te_reduce_max_f32_params *p, const float *input, float *output) {
    int32_t at[4] = {0, 0, 0, 0};
    int32_t place = 0;
    for (int32_t i = 0; i < p->axes.outputs; i++) {
        output[i] = extreme_of(p, input + place);
        place = te_reduction_next(p->axes.kept, 4, at, place);
    }
}
