#include "te_map_pair_f32.h"

static float clamped(const te_map_pair_f32_params *p, float value) {
    if (!(p->min < p->max)) {
        return value;
    }
    if (value < p->min) {
        return p->min;
    }
    return value > p->max ? p->max : value;
}

void te_map_pair_f32(const te_map_pair_f32_params *p, const float *input0, const float *input1,
                     float *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                const float *a = input0 + i * s->first[0] + j * s->first[1] + k * s->first[2];
                const float *b = input1 + i * s->second[0] + j * s->second[1] + k * s->second[2];
                for (int32_t l = 0; l < s->size[3]; l++) {
                    *output++ = clamped(p, p->function(*a, *b));
                    a += s->first[3];
                    b += s->second[3];
                }
            }
        }
    }
}
