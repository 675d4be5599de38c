#include "te_gather.h"

#include "te_memory.h"

void te_gather(const te_gather_params *p, const void *input, void *output) {
    const uint8_t *from = input;
    uint8_t *to = output;
    for (int32_t o = 0; o < p->outer; o++) {
        for (int32_t i = 0; i < p->first_count; i++) {
            const uint8_t *const row = from + p->first[i];
            for (int32_t j = 0; j < p->second_count; j++) {
                memcpy(to, row + p->second[j], (size_t)p->run_bytes);
                to += p->run_bytes;
            }
        }
        from += p->outer_bytes;
    }
}
