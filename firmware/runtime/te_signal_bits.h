/* How long a number is. */
#ifndef TE_SIGNAL_BITS_H
#define TE_SIGNAL_BITS_H

#include <stdint.h>

_Static_assert((-1 >> 1) == -1, "te needs an arithmetic right shift");

/* The bits from the highest that is set down to the lowest: [0, 32]. By halves, since not every
 * processor counts them, and not every toolchain brings a function that does. */
static inline int32_t te_bit_length(uint32_t x) {
    int32_t length = 0;
    for (int32_t half = 16; half != 0; half >>= 1) {
        if (x >> half != 0) {
            x >>= half;
            length += half;
        }
    }
    return length + (int32_t)x;
}

#endif
