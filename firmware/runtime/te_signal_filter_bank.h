/* SignalFilterBank: the energy in bands that overlap by halves. */
#ifndef TE_SIGNAL_FILTER_BANK_H
#define TE_SIGNAL_FILTER_BANK_H

#include <stdint.h>

#include "te_uint64.h"

typedef struct {
    int32_t channels;        /* at least 1 */
    const int16_t *starts;   /* [channels + 1], of each band among the energies */
    const int16_t *places;   /* [channels + 1], of its first weight */
    const int16_t *widths;   /* [channels + 1], its energies, at least 0 */
    const int16_t *weights;  /* of each energy in a band for the channel that ends there */
    const int16_t *rest;     /* and for the channel that begins there */
} te_signal_filter_bank_params;

/* output[i] = the energies of band i, times what is the rest there, and those of band i + 1, times
 *             their weights; in uint64, wrapping
 *
 * input:  energies; every band lies within
 * output: [channels]; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_spectrum.py, equal bit for bit. */
void te_signal_filter_bank(const te_signal_filter_bank_params *p, const uint32_t *input,
                           te_uint64 *output);

#endif
