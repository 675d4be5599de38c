/* The registers of Nordic's nRF51 and nRF52 chips that are used here. [51]: nRF51 Series Reference
 * Manual 3.0; [52]: nRF52840 Product Specification 1.1. Both have the UART, the pins and the clock
 * at the same places.
 *
 * The board file says which chip it is and on which pins it talks: port 0 has 0 to 31, port 1 of
 * the nRF52840 has 32 to 63, which is how its PSEL registers count too ([52] 6.33.10). */
#ifndef TE_NRF5_H
#define TE_NRF5_H

#include <stdint.h>

#include "board.h"

#define TE_REG(address) (*(volatile uint32_t *)(address))

#define TE_IS_NRF51 (TE_BOARD_CHIP == 51u)
#define TE_IS_NRF52840 (TE_BOARD_CHIP == 52840u)

/* [51] 13.2, [52] 5.4.4: clocks. An event is 0 until it happens. */
#define TE_CLOCK_HFCLKSTART TE_REG(0x40000000u)
#define TE_CLOCK_HFCLKSTARTED TE_REG(0x40000100u)

/* [51] 29.10, [52] 6.33.10: UART0, which is on no more lines than RXD and TXD here. */
#define TE_UART_STARTRX TE_REG(0x40002000u)
#define TE_UART_STARTTX TE_REG(0x40002008u)
#define TE_UART_RXDRDY TE_REG(0x40002108u)
#define TE_UART_TXDRDY TE_REG(0x4000211cu)
#define TE_UART_INTENSET TE_REG(0x40002304u)
#define TE_UART_INT_RXDRDY (1u << 2)
#define TE_UART_ENABLE TE_REG(0x40002500u)
#define TE_UART_ENABLED 4u
#define TE_UART_PSELTXD TE_REG(0x4000250cu)
#define TE_UART_PSELRXD TE_REG(0x40002514u)
#define TE_UART_RXD TE_REG(0x40002518u)
#define TE_UART_TXD TE_REG(0x4000251cu)
#define TE_UART_BAUDRATE TE_REG(0x40002524u)
#define TE_UART_IRQ 2u

/* [51] 14.2, [52] 6.9.2: pins; the second port is the nRF52840's. */
#define TE_GPIO(pin) (0x50000000u + 0x300u * ((pin) / 32u))
#define TE_GPIO_OUTSET(pin) TE_REG(TE_GPIO(pin) + 0x508u)
#define TE_GPIO_CONF(pin) TE_REG(TE_GPIO(pin) + 0x700u + 4u * ((pin) % 32u))
#define TE_GPIO_CONF_OUTPUT (1u << 0 | 1u << 1) /* and its input buffer disconnected */
#define TE_GPIO_CONF_INPUT_PULL_UP (3u << 2)

/* [51] 18.2: TIMER0, 32 bits. */
#define TE_TIMER_START TE_REG(0x40008000u)
#define TE_TIMER_CAPTURE TE_REG(0x40008040u)
#define TE_TIMER_BITMODE TE_REG(0x40008508u)
#define TE_TIMER_BITMODE_32 3u
#define TE_TIMER_PRESCALER TE_REG(0x40008510u)
#define TE_TIMER_CAPTURED TE_REG(0x40008540u)

/* [52] 4.4.1: which chip, and which build of it. */
#define TE_FICR_PART_BUILD TE_REG(0x10000134u)
#define TE_BUILD_F 5u

/* Access port protection of builds from F on: Nordic's notification IN-141; [52] 4.8 of later
 * editions. */
#define TE_UICR_APPROTECT TE_REG(0x10001208u)
#define TE_APPROTECT_DISABLE TE_REG(0x40000558u)

/* [52] 4.3.6: cache of the flash. */
#define TE_NVMC_ICACHECNF TE_REG(0x4001e540u)
#define TE_NVMC_ICACHECNF_CACHEEN (1u << 0)

#endif
