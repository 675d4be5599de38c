#include "te_mean_f32.h"

#include "te_quotient_f32.h"

static float sum_of(const te_reduction *axes, const float *input) {
    const te_reduction_axis *const row = &axes->reduced[3];
    int32_t at[3] = {0, 0, 0};
    int32_t place = 0;
    float sum = 0.0f;
    for (int32_t i = 0; i < axes->rows; i++) {
        for (int32_t j = 0; j < row->size; j++) {
            sum += input[place + j * row->step];
        }
        place = te_reduction_next(axes->reduced, 3, at, place);
    }
    return sum;
}

void te_mean_f32(const te_mean_f32_params *p, const float *input, float *output) {
    int32_t at[4] = {0, 0, 0, 0};
    int32_t place = 0;
    for (int32_t i = 0; i < p->axes.outputs; i++) {
        output[i] = te_quotient_f32(sum_of(&p->axes, input + place), p->count);
        place = te_reduction_next(p->axes.kept, 4, at, place);
    }
}
