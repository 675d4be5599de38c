#include "te_signal_irfft_i16.h"

#define TE_SAMPLE int16_t
#define TE_PRODUCT int32_t
#define TE_FRACTION_BITS 15
#include "te_signal_irfft_body.h"

void te_signal_irfft_i16(const te_signal_irfft_i16_params *p, const int16_t *input,
                         int16_t *scratch, int16_t *output) {
    const int32_t count = p->length / 2;
    for (int32_t frame = 0; frame < p->frames; frame++) {
        join(count, p->half, input, scratch);
        reorder(count, scratch, p->length, output);
        transform(count, p->roots, 1, output);
        input += p->length + 2;
        output += p->length;
    }
}
