#include "te_minimum.h"

/* The innermost axis. */
static void pick_run(const te_broadcast *s, const int8_t *a, const int8_t *b, int8_t *output) {
    const int32_t a_step = s->first[3];
    const int32_t b_step = s->second[3];
    for (const int8_t *const end = output + s->size[3]; output != end; output++) {
        *output = *a < *b ? *a : *b;
        a += a_step;
        b += b_step;
    }
}

void te_minimum(const te_minimum_params *p, const int8_t *input0, const int8_t *input1,
                int8_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                pick_run(s, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                         input1 + i * s->second[0] + j * s->second[1] + k * s->second[2], output);
                output += s->size[3];
            }
        }
    }
}
