#include "te_comparison.h"

#include "te_requantize.h"

#define LEFT_SHIFT 8

/* The innermost axis. */
static void compare_run(const te_comparison_params *p, const int8_t *a, const int8_t *b,
                        int8_t *output) {
    /* Copied, because output may alias what p points to as far as the compiler knows. */
    const te_comparison_params k = *p;
    const int32_t a_step = k.shape.first[3];
    const int32_t b_step = k.shape.second[3];
    for (const int8_t *const end = output + k.shape.size[3]; output != end; output++) {
        const int32_t first = te_requantize((*a - k.zero_point[0]) * (1 << LEFT_SHIFT),
                                            k.multiplier[0], k.shift[0]);
        const int32_t second = te_requantize((*b - k.zero_point[1]) * (1 << LEFT_SHIFT),
                                             k.multiplier[1], k.shift[1]);
        if (first == second) {
            *output = k.equal;
        } else {
            *output = first < second ? k.less : k.greater;
        }
        a += a_step;
        b += b_step;
    }
}

void te_comparison(const te_comparison_params *p, const int8_t *input0, const int8_t *input1,
                   int8_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                compare_run(p, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                            input1 + i * s->second[0] + j * s->second[1] + k * s->second[2],
                            output);
                output += s->size[3];
            }
        }
    }
}
