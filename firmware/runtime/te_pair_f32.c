#include "te_pair_f32.h"

static float clamped(const te_pair_f32_params *p, float value) {
    if (value < p->min) {
        return p->min;
    }
    return value > p->max ? p->max : value;
}

static float combined(const te_pair_f32_params *p, float a, float b) {
    switch (p->kind) {
    case TE_ADD_F32:
        return clamped(p, a + b);
    case TE_SUB_F32:
        return clamped(p, a - b);
    case TE_MUL_F32:
        return clamped(p, a * b);
    case TE_MINIMUM_F32:
        return a < b ? a : b;
    case TE_MAXIMUM_F32:
    default:
        return a > b ? a : b;
    }
}

/* The innermost axis. */
static void combine_run(const te_pair_f32_params *p, const float *a, const float *b,
                        float *output) {
    const int32_t a_step = p->shape.first[3];
    const int32_t b_step = p->shape.second[3];
    for (const float *const end = output + p->shape.size[3]; output != end; output++) {
        *output = combined(p, *a, *b);
        a += a_step;
        b += b_step;
    }
}

void te_pair_f32(const te_pair_f32_params *p, const float *input0, const float *input1,
                 float *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                combine_run(p, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                            input1 + i * s->second[0] + j * s->second[1] + k * s->second[2],
                            output);
                output += s->size[3];
            }
        }
    }
}
