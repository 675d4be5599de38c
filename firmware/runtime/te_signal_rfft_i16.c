#include "te_signal_rfft_i16.h"

#define TE_SAMPLE int16_t
#define TE_PRODUCT int32_t
#define TE_FRACTION_BITS 15
#include "te_signal_rfft_body.h"

void te_signal_rfft_i16(const te_signal_rfft_i16_params *p, const int16_t *input, int16_t *output) {
    const int32_t count = p->length / 2;
    for (int32_t frame = 0; frame < p->frames; frame++) {
        reorder(count, input, p->size, output);
        transform(count, p->roots, 0, output);
        split(count, p->half, output);
        input += p->size;
        output += p->length + 2;
    }
}
