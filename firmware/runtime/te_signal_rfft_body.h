/* The last step of a Fourier transform of real numbers, for a type as in
 * te_signal_fft_body.h.
 *
 * Oracle: tinyedge/reference/signal_fft.py, equal bit for bit. */
#ifndef TE_SIGNAL_RFFT_BODY_H
#define TE_SIGNAL_RFFT_BODY_H

#include "te_signal_fft_body.h"

/* The spectrum of real numbers, in place, of that of the complex ones they were taken for.
 * z: [2 * count] complex transform -> [2 * count + 2] */
static void split(int32_t count, const TE_SAMPLE *roots, TE_SAMPLE *z) {
    const complex_number first = divided(z[0], z[1], 2);
    put(z, first.re + first.im, 0);
    put(z + 2 * count, first.re - first.im, 0);
    for (int32_t i = 1; i <= count / 2; i++, roots += 2) {
        TE_SAMPLE *const low = z + 2 * i;
        TE_SAMPLE *const high = z + 2 * (count - i);
        const complex_number a = divided(low[0], low[1], 2);
        const complex_number b = divided(high[0], narrow(-(TE_PRODUCT)high[1]), 2);
        const complex_number sum = {narrow(a.re + b.re), narrow(a.im + b.im)};
        const complex_number rest = {narrow(a.re - b.re), narrow(a.im - b.im)};
        const complex_number product = turned(rest, roots);
        const TE_PRODUCT re = narrow(product.re);
        const TE_PRODUCT im = narrow(product.im);
        put(low, halved(sum.re + re), halved(sum.im + im));
        put(high, halved(sum.re - re), halved(im - sum.im)); /* the same place at the last i */
    }
}

#endif
