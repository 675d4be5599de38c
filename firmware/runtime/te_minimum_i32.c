#include "te_minimum_i32.h"

/* The innermost axis. */
static void pick_run(const te_minimum_i32_params *p, const int32_t *a, const int32_t *b,
                     int32_t *output) {
    const te_minimum_i32_params k = *p;
    const int32_t a_step = k.shape.first[3];
    const int32_t b_step = k.shape.second[3];
    for (const int32_t *const end = output + k.shape.size[3]; output != end; output++) {
        *output = (k.flip ^ *a) < (k.flip ^ *b) ? *a : *b;
        a += a_step;
        b += b_step;
    }
}

void te_minimum_i32(const te_minimum_i32_params *p, const int32_t *input0, const int32_t *input1,
                    int32_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                pick_run(p, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                         input1 + i * s->second[0] + j * s->second[1] + k * s->second[2], output);
                output += s->size[3];
            }
        }
    }
}
