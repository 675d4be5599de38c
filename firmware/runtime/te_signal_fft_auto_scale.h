/* SignalFftAutoScale: samples as large as they can be made. */
#ifndef TE_SIGNAL_FFT_AUTO_SCALE_H
#define TE_SIGNAL_FFT_AUTO_SCALE_H

#include <stdint.h>

/* output[i] = input[i] << *bits, where the largest magnitude allows that many and no more
 *
 * -32768 has no magnitude in int16: the search for the largest begins anew behind it, as TFLM's
 * does, and what does not fit loses its upper bits.
 *
 * input:  [count]
 * output: [count]; may be input
 * bits:   [1]; 0 to 15
 *
 * Oracle: tinyedge/reference/signal_spectrum.py, equal bit for bit. */
void te_signal_fft_auto_scale(int32_t count, const int16_t *input, int16_t *output, int32_t *bits);

#endif
