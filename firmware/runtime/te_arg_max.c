#include "te_arg_max.h"

void te_arg_max(const te_arg_max_params *p, const int8_t *input, int32_t *output) {
    const int32_t inner = p->inner;
    for (int32_t i = 0; i < p->outer; i++) {
        for (int32_t j = 0; j < inner; j++) {
            const int8_t *q = input + j;
            int32_t largest = p->flip ^ *q;
            int32_t at = 0;
            for (int32_t k = 1; k < p->size; k++) {
                q += inner;
                const int32_t value = p->flip ^ *q;
                if (value > largest) {
                    largest = value;
                    at = k;
                }
            }
            *output++ = at;
        }
        input += p->size * inner;
    }
}
