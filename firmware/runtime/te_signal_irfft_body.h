/* The first step of an inverse Fourier transform to real numbers, for a type as in
 * te_signal_fft_body.h.
 *
 * Oracle: tinyedge/reference/signal_fft.py, equal bit for bit. */
#ifndef TE_SIGNAL_IRFFT_BODY_H
#define TE_SIGNAL_IRFFT_BODY_H

#include "te_signal_fft_body.h"

/* The complex numbers whose transform, turned round, are the real ones at even and odd places.
 * z: [2 * count] from a spectrum of [2 * count + 2] */
static void join(int32_t count, const TE_SAMPLE *roots, const TE_SAMPLE *spectrum, TE_SAMPLE *z) {
    const TE_SAMPLE *const last = spectrum + 2 * count;
    const complex_number first = divided(narrow((TE_PRODUCT)spectrum[0] + last[0]),
                                         narrow((TE_PRODUCT)spectrum[0] - last[0]), 2);
    put(z, first.re, first.im);
    for (int32_t i = 1; i <= count / 2; i++, roots += 2) {
        const TE_SAMPLE *const low = spectrum + 2 * i;
        const TE_SAMPLE *const high = spectrum + 2 * (count - i);
        const complex_number a = divided(low[0], low[1], 2);
        const complex_number b = divided(high[0], narrow(-(TE_PRODUCT)high[1]), 2);
        const complex_number even = {narrow(a.re + b.re), narrow(a.im + b.im)};
        const complex_number rest = {narrow(a.re - b.re), narrow(a.im - b.im)};
        const complex_number odd = turned(rest, roots);
        put(z + 2 * i, even.re + odd.re, even.im + odd.im);
        put(z + 2 * (count - i), even.re - odd.re, odd.im - even.im);
    }
}

#endif
