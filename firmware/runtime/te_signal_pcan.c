#include "te_signal_pcan.h"

#include "te_signal_bits.h"

#define FRACTION_BITS 10
#define RATIO_BITS 12
#define OUTPUT_BITS 6

/* As int16 holds it. */
static int16_t gain_of(uint32_t noise, const int16_t *table) {
    if (noise <= 2) {
        return table[noise];
    }
    const int32_t length = te_bit_length(noise);
    const int32_t shift = FRACTION_BITS + 1 - length;
    const uint32_t aligned = shift > 0 ? noise << shift : noise >> -shift;
    const int32_t fraction = (int32_t)(aligned & ((1 << FRACTION_BITS) - 1));
    const int16_t *const parabola = table + 4 * length - 6;
    /* At most (2^15 * 1023 / 2^5 + 2^20) * 1023 in magnitude: less than 2^31. */
    const int32_t slope = (parabola[2] * fraction >> 5) + parabola[1] * 32;
    return (int16_t)(((slope * fraction + (1 << 14)) >> 15) + parabola[0]);
}

static uint32_t shrunk(uint32_t ratio) {
    if (ratio < 2 << RATIO_BITS) {
        return ratio * ratio >> (2 + 2 * RATIO_BITS - OUTPUT_BITS);
    }
    return (ratio >> (RATIO_BITS - OUTPUT_BITS)) - (1 << OUTPUT_BITS);
}

void te_signal_pcan(int32_t count, int32_t shift, const uint32_t *input, const uint32_t *noise,
                    const int16_t *table, uint32_t *output) {
    for (int32_t i = 0; i < count; i++) {
        const uint32_t gain = (uint32_t)gain_of(noise[i], table);
        output[i] = shrunk((uint32_t)((uint64_t)input[i] * gain >> shift));
    }
}
