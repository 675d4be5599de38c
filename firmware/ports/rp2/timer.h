/* Microseconds. */
#ifndef TE_RP2_TIMER_H
#define TE_RP2_TIMER_H

#include "chip.h"

/* Since te_chip_start; wraps at 2^32, after 71 minutes. TIMERAWL; RP2040 data sheet 4.6, RP2350
 * data sheet 12.8. */
static inline uint32_t te_timer_us(void) {
    return TE_REG(TIMER_BASE + 0x28u);
}

/* The same with TIMERAWH before it; read until the high half is that of the low one. */
static inline uint64_t te_timer_us64(void) {
    uint32_t high;
    uint32_t low;
    do {
        high = TE_REG(TIMER_BASE + 0x24u);
        low = te_timer_us();
    } while (high != TE_REG(TIMER_BASE + 0x24u));
    return (uint64_t)high << 32 | low;
}

#endif
