#include "counter.h"

#include "nrf5.h"

#if TE_IS_NRF51

/* A Cortex-M0 counts no cycles. TIMER0 takes its place: undivided, it runs at 16 MHz from the clock
 * that the core runs at ([51] 18.1, 13.1). That a tick is a cycle is tried first: in QEMU, where
 * the core takes no time that the timer knows of, it is not, and then nothing is counted. */

static uint32_t is_trusted;

static uint32_t ticks(void) {
    TE_TIMER_CAPTURE = 1;
    return TE_TIMER_CAPTURED;
}

/* 1 for SUBS, 3 for BNE taken: Cortex-M0 Technical Reference Manual (DDI 0432), table 3-1. */
#define CYCLES_PER_TURN 4u
#define TURNS 1000u
#define LEAST_CYCLES (TURNS * CYCLES_PER_TURN)
/* For what is before and after the turns. */
#define MORE_CYCLES 64u

void te_counter_start(void) {
    TE_TIMER_BITMODE = TE_TIMER_BITMODE_32;
    TE_TIMER_PRESCALER = 0;
    TE_TIMER_START = 1;
    uint32_t turns = TURNS;
    const uint32_t before = ticks();
    __asm volatile(".syntax unified\n\t"
                   ".balign 4\n\t"
                   "1: subs %0, #1\n\t"
                   "bne 1b"
                   : "+l"(turns)
                   :
                   : "cc");
    const uint32_t counted = ticks() - before;
    is_trusted = counted >= LEAST_CYCLES && counted <= LEAST_CYCLES + MORE_CYCLES;
}

uint32_t te_counter(void) {
    return is_trusted ? ticks() : 0;
}

#else

#include "cortex_m.h"

void te_counter_start(void) {
    te_cycles_start();
}

uint32_t te_counter(void) {
    return te_cycles();
}

#endif
