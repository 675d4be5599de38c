#include "te_signal_filter_bank.h"

void te_signal_filter_bank(const te_signal_filter_bank_params *p, const uint32_t *input,
                           te_uint64 *output) {
    uint64_t carried = 0;
    for (int32_t band = 0; band <= p->channels; band++) {
        const uint32_t *const energies = input + p->starts[band];
        const int16_t *const weights = p->weights + p->places[band];
        const int16_t *const rest = p->rest + p->places[band];
        uint64_t own = carried;
        carried = 0;
        for (int32_t i = 0; i < p->widths[band]; i++) {
            own += (uint64_t)weights[i] * energies[i];
            carried += (uint64_t)rest[i] * energies[i];
        }
        if (band > 0) {
            output[band - 1].low = (uint32_t)own;
            output[band - 1].high = (uint32_t)(own >> 32);
        }
    }
}
