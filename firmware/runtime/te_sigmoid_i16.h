/* Sigmoid and tanh of int16, from one table. */
#ifndef TE_SIGMOID_I16_H
#define TE_SIGMOID_I16_H

#include <stdint.h>

_Static_assert((-1 >> 1) == -1, "te needs an arithmetic right shift");

/* value * multiplier / 2^shift, halves up: how an int16 becomes a ``scaled`` of the two below.
 * shift: [0, 30]; the product, and half of 2^shift more, fit int32. */
static inline int32_t te_scaled_i16(int16_t value, int32_t multiplier, int32_t shift) {
    return (value * multiplier + ((1 << shift) >> 1)) >> shift;
}

/* sigmoid(scaled / 12288) in steps of 2^-15; [0, 32767]. (A step of Q3.12 is 3 of ``scaled``.)
 *
 * Oracle: tinyedge/reference/sigmoid_i16.py, equal bit for bit. */
int16_t te_sigmoid_i16(int32_t scaled);

/* tanh(scaled / 12288) in steps of 2^-15. Oracle: likewise. */
int16_t te_tanh_i16(int32_t scaled);

#endif
