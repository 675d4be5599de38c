/* SignalWindow: samples of a frame, weighed. */
#ifndef TE_SIGNAL_WINDOW_H
#define TE_SIGNAL_WINDOW_H

#include <stdint.h>

/* output[i] = clamp(input[i] * weights[i % size] >> shift), clamped to int16
 *
 * input:   [frames * size]
 * weights: [size]
 * shift:   [0, 31]
 * output:  [frames * size]; may be input
 *
 * Oracle: tinyedge/reference/signal_spectrum.py, equal bit for bit. */
void te_signal_window(int32_t frames, int32_t size, int32_t shift, const int16_t *input,
                      const int16_t *weights, int16_t *output);

#endif
