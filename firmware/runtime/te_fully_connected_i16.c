#include "te_fully_connected_i16.h"

void te_fully_connected_i16(const te_fully_connected_i16_params *p, int32_t rows,
                            const int16_t *input, const int8_t *weights, const int64_t *bias,
                            int16_t *output) {
    const int32_t inputs = p->inputs;
    const int32_t outputs = p->outputs;
    for (; rows > 0; rows--) {
        const int8_t *w = weights;
        for (int32_t o = 0; o < outputs; o++) {
            *output++ = te_sum_i16(&p->sum, o, te_dot_i16(input, w, inputs, bias[o]));
            w += inputs;
        }
        input += inputs;
    }
}
