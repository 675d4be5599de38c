#include "te_prelu.h"

#include "te_requantize.h"

/* The innermost axis. */
static void prelu_run(const te_prelu_params *p, const int8_t *input, const int8_t *slope,
                      int8_t *output) {
    /* Copied, because output may alias what p points to as far as the compiler knows. */
    const te_prelu_params k = *p;
    const int32_t input_step = k.shape.first[3];
    const int32_t slope_step = k.shape.second[3];
    for (const int8_t *const end = output + k.shape.size[3]; output != end; output++) {
        const int32_t value = *input - k.input_zero_point;
        const int32_t scaled =
            value >= 0 ? te_requantize(value, k.multiplier[0], k.shift[0])
                       : te_requantize(value * (*slope - k.slope_zero_point), k.multiplier[1],
                                       k.shift[1]);
        *output = te_clamp(scaled + k.output_zero_point, INT8_MIN, INT8_MAX);
        input += input_step;
        slope += slope_step;
    }
}

void te_prelu(const te_prelu_params *p, const int8_t *input, const int8_t *slope, int8_t *output) {
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
