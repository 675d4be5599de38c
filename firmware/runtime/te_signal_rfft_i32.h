/* SignalRfft of int32: the spectrum of frames of real numbers. */
#ifndef TE_SIGNAL_RFFT_I32_H
#define TE_SIGNAL_RFFT_I32_H

#include <stdint.h>

typedef struct {
    int32_t frames;       /* at least 1 */
    int32_t size;         /* of a frame, at most length */
    int32_t length;       /* of the transform, a power of 2, at least 4 */
    const int32_t *roots; /* [length / 2] complex, exp(-2 pi i k / (length / 2)) */
    const int32_t *half;  /* [length / 4] complex, exp(-pi i ((k + 1) / (length / 2) + 1/2)) */
} te_signal_rfft_i32_params;

/* output[f] = the Fourier transform of input[f], filled up with zeros, divided by length
 *
 * Complex numbers are their real and their imaginary part, side by side.
 *
 * input:  [frames][size]
 * output: [frames][length / 2 + 1] complex; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_fft.py, equal bit for bit. */
void te_signal_rfft_i32(const te_signal_rfft_i32_params *p, const int32_t *input, int32_t *output);

#endif
