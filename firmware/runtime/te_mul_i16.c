#include "te_mul_i16.h"

#include "te_requantize.h"

/* The innermost axis. */
static void multiply_run(const te_mul_params *p, const int16_t *a, const int16_t *b,
                         int16_t *output) {
    const int32_t a_step = p->shape.first[3];
    const int32_t b_step = p->shape.second[3];
    for (const int16_t *const end = output + p->shape.size[3]; output != end; output++) {
        *output = te_clamp_i16(te_requantize(*a * *b, p->multiplier, p->shift), p->min, p->max);
        a += a_step;
        b += b_step;
    }
}

void te_mul_i16(const te_mul_params *p, const int16_t *input0, const int16_t *input1,
                int16_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                multiply_run(p, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                             input1 + i * s->second[0] + j * s->second[1] + k * s->second[2], output);
                output += s->size[3];
            }
        }
    }
}
