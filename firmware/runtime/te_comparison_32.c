#include "te_comparison_32.h"

static int8_t of_integers(const te_comparison_32_params *p, int32_t a, int32_t b) {
    if (a < b) {
        return p->less;
    }
    return a > b ? p->greater : p->equal;
}

static int8_t of_floats(const te_comparison_32_params *p, float a, float b) {
    if (a < b) {
        return p->less;
    }
    if (a > b) {
        return p->greater;
    }
    return a == b ? p->equal : p->unordered;
}

/* The innermost axis; a and b: the elements at which it begins. */
static void compare_run(const te_comparison_32_params *p, const void *input0, int32_t a,
                        const void *input1, int32_t b, int8_t *output) {
    for (int32_t i = 0; i < p->shape.size[3]; i++) {
        output[i] = p->is_float
                        ? of_floats(p, ((const float *)input0)[a], ((const float *)input1)[b])
                        : of_integers(p, ((const int32_t *)input0)[a], ((const int32_t *)input1)[b]);
        a += p->shape.first[3];
        b += p->shape.second[3];
    }
}

void te_comparison_32(const te_comparison_32_params *p, const void *input0, const void *input1,
                      int8_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                compare_run(p, input0, i * s->first[0] + j * s->first[1] + k * s->first[2], input1,
                            i * s->second[0] + j * s->second[1] + k * s->second[2], output);
                output += s->size[3];
            }
        }
    }
}
