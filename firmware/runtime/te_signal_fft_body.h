/* The Fourier transform of real numbers in fixed point, for the type that the file which includes
 * this defines: TE_SAMPLE, and TE_PRODUCT with room for the sum of two of its products;
 * TE_FRACTION_BITS, all bits of a sample but its sign.
 *
 * A frame of real numbers is taken for half as many complex ones: those at even places real, at odd
 * places imaginary. These are transformed with radix 4, and radix 2 first if the count is no power
 * of 4; then the spectra of the two halves are told apart.
 *
 * Oracle: tinyedge/reference/signal_fft.py, equal bit for bit. */
#ifndef TE_SIGNAL_FFT_BODY_H
#define TE_SIGNAL_FFT_BODY_H

#include <stdint.h>

#include "te_signal_bits.h"

#define TE_ONE ((((TE_PRODUCT)1) << TE_FRACTION_BITS) - 1) /* the largest sample stands for 1 */

typedef struct {
    TE_PRODUCT re, im;
} complex_number;

static inline TE_PRODUCT rounded(TE_PRODUCT product) {
    return (product + ((TE_PRODUCT)1 << (TE_FRACTION_BITS - 1))) >> TE_FRACTION_BITS;
}

/* The low bits: what does not fit wraps. */
static inline TE_SAMPLE narrow(TE_PRODUCT value) {
    return (TE_SAMPLE)value;
}

/* C adds two int16 as int, in which there is room, and two int32 as int32. */
static inline TE_SAMPLE halved(TE_PRODUCT sum) {
    return narrow((TE_FRACTION_BITS < 31 ? sum : narrow(sum)) >> 1);
}

static inline complex_number divided(TE_SAMPLE re, TE_SAMPLE im, TE_PRODUCT by) {
    const complex_number quotient = {rounded(re * (TE_ONE / by)), rounded(im * (TE_ONE / by))};
    return quotient;
}

static inline complex_number turned(complex_number a, const TE_SAMPLE *root) {
    const complex_number product = {rounded(a.re * root[0] - a.im * root[1]),
                                    rounded(a.re * root[1] + a.im * root[0])};
    return product;
}

static inline void put(TE_SAMPLE *z, TE_PRODUCT re, TE_PRODUCT im) {
    z[0] = narrow(re);
    z[1] = narrow(im);
}

/* z[i] = the input's number at i with its digits turned round: those to base 4 from the lowest on,
 * and a last one to base 2 if there is one. What is behind ``given`` samples is 0. */
static void reorder(int32_t count, const TE_SAMPLE *input, int32_t given, TE_SAMPLE *z) {
    const int32_t radix = te_bit_length((uint32_t)count) & 1 ? 4 : 2;
    int32_t from = 0;
    for (int32_t i = 0; i < count; i++, z += 2) {
        z[0] = 2 * from < given ? input[2 * from] : 0;
        z[1] = 2 * from + 1 < given ? input[2 * from + 1] : 0;
        /* Count up in the innermost digit, which has the largest place here, and carry. */
        int32_t place = count / radix;
        int32_t end = count;
        from += place;
        while (from >= end) {
            from -= end;
            end = place;
            place >>= 2;
            from += place;
        }
    }
}

/* The transforms of two numbers each. */
static void pairs(int32_t count, TE_SAMPLE *z) {
    for (int32_t i = 0; i < count; i += 2, z += 4) {
        /* Roots of 1, a little less than 1, leave numbers of half the range as they are. */
        const complex_number a = divided(z[0], z[1], 2);
        const complex_number b = divided(z[2], z[3], 2);
        put(z, a.re + b.re, a.im + b.im);
        put(z + 2, a.re - b.re, a.im - b.im);
    }
}

/* Four transforms of ``size`` numbers each, one behind the other, to one of all. */
static inline void combine(TE_SAMPLE *z, int32_t size, int inverse, complex_number b,
                           complex_number c, complex_number d) {
    const complex_number a = divided(z[0], z[1], 4);
    const complex_number even = {a.re + c.re, a.im + c.im};
    const complex_number odd = {a.re - c.re, a.im - c.im};
    const complex_number sum = {b.re + d.re, b.im + d.im};
    const complex_number rest = {b.re - d.re, b.im - d.im};
    TE_SAMPLE *const second = z + 2 * size;
    TE_SAMPLE *const fourth = z + 6 * size;
    put(z, even.re + sum.re, even.im + sum.im);
    put(inverse ? fourth : second, odd.re + rest.im, odd.im - rest.re);
    put(z + 4 * size, even.re - sum.re, even.im - sum.im);
    put(inverse ? second : fourth, odd.re - rest.im, odd.im + rest.re);
}

/* The complex transform of what ``reorder`` gave. roots: [count], the powers of the first. */
static void transform(int32_t count, const TE_SAMPLE *roots, int inverse, TE_SAMPLE *z) {
    int32_t size = 1;
    if ((te_bit_length((uint32_t)count) & 1) == 0) {
        pairs(count, z);
        size = 2;
    }
    for (; size < count; size *= 4) {
        const int32_t step = count / (4 * size);
        for (int32_t at = 0; at < count; at += 4 * size) {
            TE_SAMPLE *const part = z + 2 * at; /* no root but 1, see ``pairs`` */
            combine(part, size, inverse, divided(part[2 * size], part[2 * size + 1], 4),
                    divided(part[4 * size], part[4 * size + 1], 4),
                    divided(part[6 * size], part[6 * size + 1], 4));
        }
        for (int32_t i = 1; i < size; i++) {
            const TE_SAMPLE *const root = roots + 2 * step * i;
            const TE_SAMPLE *const square = roots + 4 * step * i;
            const TE_SAMPLE *const cube = roots + 6 * step * i;
            for (int32_t at = i; at < count; at += 4 * size) {
                TE_SAMPLE *const part = z + 2 * at;
                combine(part, size, inverse,
                        turned(divided(part[2 * size], part[2 * size + 1], 4), root),
                        turned(divided(part[4 * size], part[4 * size + 1], 4), square),
                        turned(divided(part[6 * size], part[6 * size + 1], 4), cube));
            }
        }
    }
}

#endif
