/* The counter of clock cycles of an nRF51 or nRF52. */
#ifndef TE_NRF5_COUNTER_H
#define TE_NRF5_COUNTER_H

#include <stdint.h>

/* Starts it; call once, when the clock is that of the crystal. */
void te_counter_start(void);

/* Cycles of the core's clock since then; 0 for good where there is no counter that can be
 * trusted. */
uint32_t te_counter(void);

#endif
