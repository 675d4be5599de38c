#include "te_lookup.h"

void te_lookup(const int8_t *table, int32_t count, const int8_t *input, int8_t *output) {
    for (const int8_t *const end = input + count; input != end; input++) {
        *output++ = table[(uint8_t)*input];
    }
}
