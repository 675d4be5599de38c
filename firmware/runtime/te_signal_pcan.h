/* SignalPCAN: per-channel amplitude normalization, a gain that depends on the noise. */
#ifndef TE_SIGNAL_PCAN_H
#define TE_SIGNAL_PCAN_H

#include <stdint.h>

/* ratio = input[i] * gain(noise[i]) >> shift, with 12 fractional bits
 * output[i] = ratio^2 / 4 where ratio < 2, else ratio - 1, with 6 fractional bits
 *
 * input:  [count]
 * noise:  [count]
 * table:  [125], the gain: of 0, 1 and 2; then, for each length of a number from 2 bits to 32, at
 *         4 * length - 6 the three coefficients of a parabola in its next ten bits
 * shift:  [0, 31]
 * output: [count]; may be input
 *
 * Oracle: tinyedge/reference/signal_channels.py, equal bit for bit. */
void te_signal_pcan(int32_t count, int32_t shift, const uint32_t *input, const uint32_t *noise,
                    const int16_t *table, uint32_t *output);

#endif
