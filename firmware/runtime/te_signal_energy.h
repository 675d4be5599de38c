/* SignalEnergy: the squares of complex numbers. */
#ifndef TE_SIGNAL_ENERGY_H
#define TE_SIGNAL_ENERGY_H

#include <stdint.h>

/* output[i] = re[i]^2 + im[i]^2 for start <= i < end, else 0
 *
 * input:  [count] complex: the real and the imaginary part, side by side
 * output: [count]; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_spectrum.py, equal bit for bit. */
void te_signal_energy(int32_t count, int32_t start, int32_t end, const int16_t *input,
                      uint32_t *output);

#endif
