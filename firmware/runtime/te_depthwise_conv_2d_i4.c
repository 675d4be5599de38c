#include "te_depthwise_conv_2d_i4.h"

/* A byte of any sign and no shift of a negative number: the bias of 8 makes a sign of bit 3. */
static void unpack(const uint8_t *packed, int32_t count, int8_t *weights) {
    for (int32_t i = 0; i < count; i++) {
        const uint32_t pair = packed[i / 2];
        const uint32_t half = i % 2 == 0 ? pair & 15u : pair >> 4;
        weights[i] = (int8_t)((int32_t)(half ^ 8u) - 8);
    }
}

void te_depthwise_conv_2d_i4(const te_depthwise_conv_2d_params *p, const int8_t *input,
                             const uint8_t *weights, const int32_t *bias, int32_t *sums,
                             int8_t *unpacked, int8_t *output) {
    const int32_t taps = p->kernel_height * p->kernel_width;
    unpack(weights, taps * p->channels * p->channel_multiplier, unpacked);
    te_depthwise_conv_2d(p, input, unpacked, bias, sums, output);
}
