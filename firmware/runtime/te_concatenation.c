#include "te_concatenation.h"

#include "te_memory.h"

void te_concatenation(const te_concatenation_params *p, const void *const *inputs, void *output) {
    uint8_t *to = output;
    for (int32_t row = 0; row < p->rows; row++) {
        for (int32_t i = 0; i < p->inputs; i++) {
            const int32_t bytes = p->block_bytes[i];
            memcpy(to, (const uint8_t *)inputs[i] + row * bytes, (size_t)bytes);
            to += bytes;
        }
    }
}
