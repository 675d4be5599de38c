#include "te_gather_at.h"

#include "te_memory.h"

static int32_t within(int32_t index, int32_t size) {
    if (index < 0) {
        return 0;
    }
    return index < size ? index : size - 1;
}

void te_gather_at(const te_gather_at_params *p, const void *input, const int32_t *indices,
                  void *output) {
    const uint8_t *from = input;
    uint8_t *to = output;
    for (int32_t b = 0; b < p->batches; b++) {
        for (int32_t o = 0; o < p->outer; o++) {
            for (int32_t i = 0; i < p->count; i++) {
                const int32_t at = within(indices[i], p->size) * p->run_bytes;
                memcpy(to, from + at, (size_t)p->run_bytes);
                to += p->run_bytes;
            }
            from += p->size * p->run_bytes;
        }
        indices += p->count;
    }
}
