#include "te_signal_irfft_i32.h"

#define TE_SAMPLE int32_t
#define TE_PRODUCT int64_t
#define TE_FRACTION_BITS 31
#include "te_signal_irfft_body.h"

void te_signal_irfft_i32(const te_signal_irfft_i32_params *p, const int32_t *input,
                         int32_t *scratch, int32_t *output) {
    const int32_t count = p->length / 2;
    for (int32_t frame = 0; frame < p->frames; frame++) {
        join(count, p->half, input, scratch);
        reorder(count, scratch, p->length, output);
        transform(count, p->roots, 1, output);
        input += p->length + 2;
        output += p->length;
    }
}
