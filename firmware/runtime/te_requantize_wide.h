/* The way back of sums that need more than 32 bits, as TensorFlow Lite Micro defines it: multiplied
 * by 16 bits, and rounded once.
 *
 * Oracle: tinyedge/reference, equal bit for bit. */
#ifndef TE_REQUANTIZE_WIDE_H
#define TE_REQUANTIZE_WIDE_H

#include <stdint.h>

#include "te_requantize.h"

/* sum * multiplier * 2^(shift - 15), rounded to nearest, halves up.
 * sum: [-2^47, 2^47); the result must fit int32.  multiplier: Q15, [0, 2^15).  shift: [-31, 7]. */
static inline int32_t te_requantize_wide(int64_t sum, int32_t multiplier, int32_t shift) {
    const int32_t down = 15 - shift;
    return (int32_t)((sum * multiplier + ((int64_t)1 << (down - 1))) >> down);
}

#endif
