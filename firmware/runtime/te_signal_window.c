#include "te_signal_window.h"

#include "te_signal_bits.h"

void te_signal_window(int32_t frames, int32_t size, int32_t shift, const int16_t *input,
                      const int16_t *weights, int16_t *output) {
    for (int32_t frame = 0; frame < frames; frame++) {
        for (int32_t i = 0; i < size; i++) {
            int32_t value = (int32_t)*input++ * weights[i] >> shift;
            if (value < INT16_MIN) {
                value = INT16_MIN;
            } else if (value > INT16_MAX) {
                value = INT16_MAX;
            }
            *output++ = (int16_t)value;
        }
    }
}
