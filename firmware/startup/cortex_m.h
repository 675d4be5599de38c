/* What a port on a Cortex-M may use of its core and of cortex_m.c. */
#ifndef TE_STARTUP_CORTEX_M_H
#define TE_STARTUP_CORTEX_M_H

#include <stdint.h>

/* A port may define these two, which cortex_m.c calls and has weak ones of.
 *
 * te_before_ram: called from reset on chips whose RAM does not take writes yet; must be naked, as
 * there is no stack, and must leave r4 and above alone.
 * te_systick: SysTick's handler; without one, the exception is a fault. */
void te_before_ram(void);
void te_systick(void);

#if __ARM_ARCH_ISA_THUMB >= 2

/* Data watchpoint and trace; Armv7-M Architecture Reference Manual (DDI 0403), C1.6.5 and C1.8. The
 * lock is CoreSight's: of the cores here only the Cortex-M7's DWT has one, and elsewhere writing it
 * does nothing. */
#define TE_DEMCR (*(volatile uint32_t *)0xe000edfcu)
#define TE_DEMCR_TRCENA (1u << 24)
#define TE_DWT_CTRL (*(volatile uint32_t *)0xe0001000u)
#define TE_DWT_CTRL_CYCCNTENA (1u << 0)
#define TE_DWT_CYCCNT (*(volatile uint32_t *)0xe0001004u)
#define TE_DWT_LAR (*(volatile uint32_t *)0xe0001fb0u)
#define TE_DWT_LAR_UNLOCK 0xc5acce55u

/* Starts the counter of clock cycles, which te_cycles reads. On a core without one, and in QEMU,
 * it stays 0. */
static inline void te_cycles_start(void) {
    TE_DEMCR |= TE_DEMCR_TRCENA;
    TE_DWT_LAR = TE_DWT_LAR_UNLOCK;
    TE_DWT_CYCCNT = 0;
    TE_DWT_CTRL |= TE_DWT_CTRL_CYCCNTENA;
}

static inline uint32_t te_cycles(void) {
    return TE_DWT_CYCCNT;
}

#endif

#endif
