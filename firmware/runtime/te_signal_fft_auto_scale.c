#include "te_signal_fft_auto_scale.h"

#include "te_signal_bits.h"

static int32_t largest_magnitude(int32_t count, const int16_t *input) {
    int32_t largest = 0;
    for (int32_t i = 0; i < count; i++) {
        const int32_t value = input[i];
        const int32_t magnitude = value < 0 ? -value : value;
        if (magnitude > largest) {
            largest = magnitude > INT16_MAX ? INT16_MIN : magnitude;
        }
    }
    return largest;
}

void te_signal_fft_auto_scale(int32_t count, const int16_t *input, int16_t *output,
                              int32_t *bits) {
    const int32_t largest = largest_magnitude(count, input);
    const int32_t shift = largest > 0 ? 15 - te_bit_length((uint32_t)largest) : 0;
    for (int32_t i = 0; i < count; i++) {
        output[i] = (int16_t)(input[i] * (1 << shift));
    }
    *bits = shift;
}
