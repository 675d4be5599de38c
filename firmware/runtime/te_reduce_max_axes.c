#include "te_reduce_max_axes.h"

static int8_t largest_of(const te_reduce_max_axes_params *p, const int8_t *input) {
    const te_reduction_axis inner = p->axes.reduced[3];
    int32_t at[3] = {0, 0, 0};
    int32_t place = 0;
    int32_t largest = INT8_MIN;
    for (int32_t row = 0; row < p->axes.rows; row++) {
        const int8_t *q = input + place;
        for (int32_t i = inner.size; i != 0; i--) {
            const int32_t value = p->flip ^ *q;
            if (value > largest) {
                largest = value;
            }
            q += inner.step;
        }
        place = te_reduction_next(p->axes.reduced, 3, at, place);
    }
    return (int8_t)(p->flip ^ largest);
}

void te_reduce_max_axes(const te_reduce_max_axes_params *p, const int8_t *input, int8_t *output) {
    int32_t at[4] = {0, 0, 0, 0};
    int32_t place = 0;
    for (int32_t i = 0; i < p->axes.outputs; i++) {
        output[i] = largest_of(p, input + place);
        place = te_reduction_next(p->axes.kept, 4, at, place);
    }
}
