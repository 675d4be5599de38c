/* A counter of 32 bits, made one of 64. */
#ifndef TE_EXTENDED_H
#define TE_EXTENDED_H

#include <stdint.h>

/* All zero at first. */
typedef struct {
    uint32_t last, wraps;
} te_extended;

/* The counter with its wraps before it. It must be asked at least once in the time of a wrap, which
 * a stream that waits for its clock does all the time. */
static inline uint64_t te_extend(te_extended *e, uint32_t counter) {
    e->wraps += counter < e->last;
    e->last = counter;
    return (uint64_t)e->wraps << 32 | counter;
}

/* By a number below 2^16, digit by digit: dividing 64 bits at once takes a library of a kilobyte. */
static inline uint64_t te_divide(uint64_t number, uint32_t by) {
    uint64_t quotient = 0;
    uint32_t rest = 0;
    for (uint32_t i = 0; i < 4u; ++i) {
        const uint32_t digits = rest << 16 | (uint32_t)(number >> 48);
        quotient = quotient << 16 | digits / by;
        rest = digits % by;
        number <<= 16;
    }
    return quotient;
}

#endif
