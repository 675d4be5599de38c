/* The clocks and caches of an STM32H743. */
#ifndef TE_STM32H7_CLOCKS_H
#define TE_STM32H7_CLOCKS_H

/* Of the internal oscillator, which the USART is clocked by: what the PLL does never changes the
 * baud rate. Exact to 1 % at 30 degrees Celsius (data sheet DS12110, "HSI oscillator
 * characteristics"). */
#define TE_HSI_HZ 64000000u

/* Raises the core from the 64 MHz that it starts with to 200 MHz, the most that the voltage after
 * reset allows, and turns the caches on. Waits are limited: without a PLL it stays at 64 MHz. */
void te_clocks_start(void);

#endif
