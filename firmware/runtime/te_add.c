#include "te_add.h"

#include "te_requantize.h"

static inline int32_t scaled(te_add_input input, int32_t left_shift, int8_t q) {
    /* At most 255 * 2^20: a multiplication, because a shift of a negative number is not defined. */
    const int32_t value = (q - input.zero_point) * (1 << left_shift);
    return te_requantize(value, input.multiplier, input.shift);
}

/* The innermost axis. */
static void add_run(const te_add_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
    /* Copied, because output may alias what p points to as far as the compiler knows. */
    const te_add_params k = *p;
    const int32_t a_step = k.shape.first[3];
    const int32_t b_step = k.shape.second[3];
    for (const int8_t *const end = output + k.shape.size[3]; output != end; output++) {
        const int32_t sum =
            scaled(k.input[0], k.left_shift, *a) + k.sign * scaled(k.input[1], k.left_shift, *b);
        *output = te_clamp(
            te_requantize(sum, k.output_multiplier, k.output_shift) + k.output_zero_point, k.min,
            k.max);
        a += a_step;
        b += b_step;
    }
}

void te_add(const te_add_params *p, const int8_t *input0, const int8_t *input1, int8_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                add_run(p, input0 + i * s->first[0] + j * s->first[1] + k * s->first[2],
                        input1 + i * s->second[0] + j * s->second[1] + k * s->second[2], output);
                output += s->size[3];
            }
        }
    }
}
