#include "te_logical_not.h"

void te_logical_not(int32_t count, const int8_t *input, int8_t *output) {
    for (int32_t i = 0; i < count; i++) {
        output[i] = (int8_t)!input[i];
    }
}
