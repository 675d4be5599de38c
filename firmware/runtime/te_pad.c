#include "te_pad.h"

#include "te_memory.h"

void te_pad(const te_pad_params *p, const int8_t *input, int8_t *output) {
    const int32_t *const in = p->input_size;
    const int32_t *const out = p->output_size;
    memset(output, p->value, (size_t)(out[0] * out[1] * out[2] * out[3]));
    for (int32_t i = 0; i < in[0]; i++) {
        for (int32_t j = 0; j < in[1]; j++) {
            for (int32_t k = 0; k < in[2]; k++) {
                const int32_t row = (i + p->before[0]) * out[1] + j + p->before[1];
                const int32_t at = (row * out[2] + k + p->before[2]) * out[3] + p->before[3];
                memcpy(output + at, input, (size_t)in[3]);
                input += in[3];
            }
        }
    }
}
