/* What the files of this port use of the chip they run on: the RP2040 or the RP2350, whose
 * peripherals are the same blocks at other addresses. Names are those of the data sheets. */
#ifndef TE_RP2_CHIP_H
#define TE_RP2_CHIP_H

#include <stdint.h>

#include "board.h"

#if TE_BOARD_CHIP == 2040
#include "rp2040.h"
#elif TE_BOARD_CHIP == 2350
#include "rp2350.h"
#else
#error "the board file's constant 'chip' is 2040 or 2350"
#endif

/* A register. Writes to the two aliases set and clear the bits that are 1, and leave the others:
 * RP2040 data sheet 2.1.2, RP2350 data sheet 2.1.3. */
#define TE_REG(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define TE_SET(address) TE_REG((address) + 0x2000u)
#define TE_CLEAR(address) TE_REG((address) + 0x3000u)

/* clk_sys, and so the core and clk_peri. Hz. */
#define TE_CORE_HZ (TE_BOARD_XOSC_HZ / PLL_SYS_POSTDIV1 / PLL_SYS_POSTDIV2 * PLL_SYS_FBDIV)

/* What only one of the chips has, in rp2040.c and rp2350.c. */

/* Lets faults find the vectors, and starts the microseconds and the counter of cycles. */
void te_chip_start(void);

/* Leaves for the boot ROM's USB drive, as if BOOTSEL had been held while power came. */
_Noreturn void te_chip_enter_boot_rom(void);

#endif
