/* The clocks of an STM32F4. */
#ifndef TE_STM32F4_CLOCKS_H
#define TE_STM32F4_CLOCKS_H

#include <stdint.h>

/* Raises the core from the 16 MHz that it starts with to 168 MHz; gives the clock of APB1 in Hz.
 *
 * All from the internal oscillator, so that nothing depends on what crystal a board has: exact to
 * 1 % at 25 degrees Celsius (data sheets, "HSI oscillator characteristics"); a UART forgives some 3 %
 * (RM0090 30.3.5). Waits are limited: where the PLL does not lock, or nobody answers for the clock
 * registers, as in QEMU, the chip stays at 16 MHz, and what is returned says so. */
uint32_t te_clocks_start(void);

#endif
