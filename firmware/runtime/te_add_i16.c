#include "te_add_i16.h"

#include "te_requantize.h"

static inline int32_t scaled(te_add_input input, int32_t left_shift, int16_t q) {
    /* At most 65535 * 2^15: a multiplication, because a shift of a negative number is not defined. */
    const int32_t value = (q - input.zero_point) * (1 << left_shift);
    return te_requantize(value, input.multiplier, input.shift);
}

/* The innermost axis. */
static void add_run(const te_add_params *p, const int16_t *a, const int16_t *b, int16_t *output) {
    const int32_t a_step = p->shape.first[3];
    const int32_t b_step = p->shape.second[3];
    for (const int16_t *const end = output + p->shape.size[3]; output != end; output++) {
        const int32_t sum = scaled(p->input[0], p->left_shift, *a) +
                            p->sign * scaled(p->input[1], p->left_shift, *b);
        *output = te_clamp_i16(
            te_requantize(sum, p->output_multiplier, p->output_shift) + p->output_zero_point,
            p->min, p->max);
        a += a_step;
        b += b_step;
    }
}

void te_add_i16(const te_add_params *p, const int16_t *input0, const int16_t *input1,
                int16_t *output) {
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
