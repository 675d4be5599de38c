#include "te_signal_energy.h"

void te_signal_energy(int32_t count, int32_t start, int32_t end, const int16_t *input,
                      uint32_t *output) {
    for (int32_t i = 0; i < count; i++) {
        uint32_t energy = 0;
        if (i >= start && i < end) {
            const int32_t re = input[2 * i];
            const int32_t im = input[2 * i + 1];
            energy = (uint32_t)(re * re) + (uint32_t)(im * im);
        }
        output[i] = energy;
    }
}
