#include "te_pair_i32.h"

/* Unsigned where it may wrap. */
static int32_t combined(te_pair_i32_kind kind, int32_t a, int32_t b) {
    const uint32_t x = (uint32_t)a;
    const uint32_t y = (uint32_t)b;
    switch (kind) {
    case TE_ADD_I32:
        return (int32_t)(x + y);
    case TE_SUB_I32:
        return (int32_t)(x - y);
    case TE_MUL_I32:
        return (int32_t)(x * y);
    case TE_DIV_I32:
    default:
        if (b == 0) {
            return a;
        }
        return b == -1 ? (int32_t)(0 - x) : a / b; /* INT32_MIN / -1 does not fit */
    }
}

/* The innermost axis. */
static void combine_run(const te_pair_i32_params *p, const int32_t *a, const int32_t *b,
                        int32_t *output) {
    const int32_t a_step = p->shape.first[3];
    const int32_t b_step = p->shape.second[3];
    for (const int32_t *const end = output + p->shape.size[3]; output != end; output++) {
        int32_t value = combined(p->kind, *a, *b);
        if (value < p->min) {
            value = p->min;
        } else if (value > p->max) {
            value = p->max;
        }
        *output = value;
        a += a_step;
        b += b_step;
    }
}

void te_pair_i32(const te_pair_i32_params *p, const int32_t *input0, const int32_t *input1,
                 int32_t *output) {
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
