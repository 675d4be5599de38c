#include "te_copy.h"

#include "te_memory.h"

void te_copy(int32_t bytes, const void *input, void *output) {
    memcpy(output, input, (size_t)bytes);
}
