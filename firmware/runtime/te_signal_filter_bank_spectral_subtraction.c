#include "te_signal_filter_bank_spectral_subtraction.h"

void te_signal_filter_bank_spectral_subtraction(
    const te_signal_filter_bank_spectral_subtraction_params *p, int32_t count,
    const uint32_t *input, uint32_t *noise, uint32_t *output, uint32_t *estimate) {
    for (int32_t i = 0; i < count; i++) {
        const uint32_t signal = input[i];
        const uint32_t raised = signal << p->smoothing_bits;
        uint32_t now = (uint32_t)(((uint64_t)raised * p->smoothing[i & 1] +
                                   (uint64_t)noise[i] * p->remembered[i & 1]) >>
                                  p->bits);
        const uint32_t removed = now < raised ? now : raised;
        if (p->clamping) {
            now = removed;
        }
        const uint32_t floor = (uint32_t)((uint64_t)signal * p->floor >> p->bits);
        const uint32_t left = (raised - removed) >> p->smoothing_bits;
        noise[i] = now;
        estimate[i] = now;
        output[i] = left > floor ? left : floor;
    }
}
