#include "te_prelu_i16.h"

#include "te_requantize.h"

/* The innermost axis. */
static void prelu_run(const te_prelu_params *p, const int16_t *input, const int8_t *slope,
                      int16_t *output) {
    const int32_t input_step = p->shape.first[3];
    const int32_t slope_step = p->shape.second[3];
    for (const int16_t *const end = output + p->shape.size[3]; output != end; output++) {
        int32_t value = *input - p->input_zero_point;
        const int32_t below = value < 0;
        if (below) {
            value *= *slope - p->slope_zero_point; /* at most 65535 * 255 */
        }
        *output = te_clamp_i16(
            te_requantize(value, p->multiplier[below], p->shift[below]) + p->output_zero_point,
            INT16_MIN, INT16_MAX);
        input += input_step;
        slope += slope_step;
    }
}

void te_prelu_i16(const te_prelu_params *p, const int16_t *input, const int8_t *slope,
                  int16_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                prelu_run(p, input + i * s->first[0] + j * s->first[1] + k * s->first[2],
                          slope + i * s->second[0] + j * s->second[1] + k * s->second[2], output);
                output += s->size[3];
            }
        }
    }
}
