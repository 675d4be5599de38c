/* SignalFilterBankSpectralSubtraction: channels without their noise. */
#ifndef TE_SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION_H
#define TE_SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION_H

#include <stdint.h>

typedef struct {
    uint32_t smoothing[2];  /* how much a signal changes the estimate, of 2^bits; of channels with
                             * an even and with an odd number */
    uint32_t remembered[2]; /* how much of the estimate stays, likewise */
    uint32_t floor;         /* how much of a signal is left at least, of 2^bits */
    int32_t bits;           /* [0, 31] */
    int32_t smoothing_bits; /* fractional bits of the estimate, [0, 31] */
    int32_t clamping;       /* whether an estimate is never above the signal: 1 or 0 */
} te_signal_filter_bank_spectral_subtraction_params;

/* noise[i] = (input[i] * smoothing + noise[i] * remembered) >> bits, with its fractional bits
 * output[i] = max(input[i] - noise[i], input[i] * floor >> bits)
 *
 * Sums wrap, at 64 bits before they are shifted and at 32 bits after that.
 *
 * input:    [count]
 * noise:    [count], kept from one run to the next; at first 0
 * output:   [count]; may be input
 * estimate: [count]; the noise as it is then
 *
 * Oracle: tinyedge/reference/signal_channels.py, equal bit for bit. */
void te_signal_filter_bank_spectral_subtraction(
    const te_signal_filter_bank_spectral_subtraction_params *p, int32_t count,
    const uint32_t *input, uint32_t *noise, uint32_t *output, uint32_t *estimate);

#endif
