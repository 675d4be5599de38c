#include "te_squared_difference.h"

#include "te_requantize.h"

#define LEFT_SHIFT 7

/* The innermost axis. */
static void square_run(const te_squared_difference_params *p, const int8_t *a, const int8_t *b,
                       int8_t *output) {
    /* Copied, because output may alias what p points to as far as the compiler knows. */
    const te_squared_difference_params k = *p;
    const int32_t a_step = k.shape.first[3];
    const int32_t b_step = k.shape.second[3];
    for (const int8_t *const end = output + k.shape.size[3]; output != end; output++) {
        const int32_t first = te_requantize((*a - k.zero_point[0]) * (1 << LEFT_SHIFT),
                                            k.multiplier[0], k.shift[0]);
        const int32_t second = te_requantize((*b - k.zero_point[1]) * (1 << LEFT_SHIFT),
                                             k.multiplier[1], k.shift[1]);
        const int32_t difference = first - second; /* at most 2 * 255 * 2^6 */
        *output = te_clamp(
            te_requantize(difference * difference, k.output_multiplier, k.output_shift) +
                k.output_zero_point,
            INT8_MIN, INT8_MAX);
        a += a_step;
        b += b_step;
    }
}

void te_squared_difference(const te_squared_difference_params *p, const int8_t *input0,
                           const int8_t *input1, int8_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                square_run(p, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                           input1 + i * s->second[0] + j * s->second[1] + k * s->second[2],
                           output);
                output += s->size[3];
            }
        }
    }
}
