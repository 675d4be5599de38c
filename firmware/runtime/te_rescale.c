#include "te_rescale.h"

#include "te_requantize.h"

static int32_t integer_at(te_rescale_type from, const void *input, int32_t i) {
    switch (from) {
    case TE_RESCALE_INT16:
        return ((const int16_t *)input)[i];
    case TE_RESCALE_INT32:
        return ((const int32_t *)input)[i];
    case TE_RESCALE_INT8:
    default:
        return ((const int8_t *)input)[i];
    }
}

void te_rescale(const te_rescale_params *p, int32_t count, const void *input, void *output) {
    for (int32_t i = 0; i < count; i++) {
        const int32_t centered = integer_at(p->from, input, i) - p->input_zero_point;
        const int32_t scaled =
            te_requantize(centered, p->multiplier, p->shift) + p->output_zero_point;
        switch (p->to) {
        case TE_RESCALE_INT16:
            ((int16_t *)output)[i] = te_clamp_i16(scaled, INT16_MIN, INT16_MAX);
            break;
        case TE_RESCALE_INT32:
            ((int32_t *)output)[i] = scaled;
            break;
        case TE_RESCALE_INT8:
        default:
            ((int8_t *)output)[i] = te_clamp(scaled, INT8_MIN, INT8_MAX);
            break;
        }
    }
}
