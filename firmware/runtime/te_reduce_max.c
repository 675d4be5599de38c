#include "te_reduce_max.h"

static int8_t largest_of(const te_reduce_max_params *p, const int8_t *input) {
    const int32_t step = p->reduced[1].step;
    const int32_t flip = p->flip;
    int32_t largest = INT8_MIN;
    for (int32_t i = 0; i < p->reduced[0].size; i++) {
        const int8_t *q = input;
        for (int32_t j = p->reduced[1].size; j != 0; j--) {
            const int32_t value = flip ^ *q;
            if (value > largest) {
                largest = value;
            }
            q += step;
        }
        input += p->reduced[0].step;
    }
    return (int8_t)(flip ^ largest);
}

void te_reduce_max(const te_reduce_max_params *p, const int8_t *input, int8_t *output) {
    for (int32_t i = 0; i < p->kept[0].size; i++) {
        for (int32_t j = 0; j < p->kept[1].size; j++) {
            *output++ = largest_of(p, input + i * p->kept[0].step + j * p->kept[1].step);
        }
    }
}
