/* Addresses and numbers of the RP2350. RP2350 data sheet; addresses 2.2, the section of each block is beside it. */
#ifndef TE_RP2350_H
#define TE_RP2350_H

#define CLOCKS_BASE 0x40010000u     /* 8.1 */
#define RESETS_BASE 0x40020000u     /* 7.5 */
#define IO_BANK0_BASE 0x40028000u   /* 9 */
#define PADS_BANK0_BASE 0x40038000u /* 9 */
#define XOSC_BASE 0x40048000u       /* 8.2 */
#define PLL_SYS_BASE 0x40050000u    /* 8.6 */
#define PLL_USB_BASE 0x40058000u    /* 8.6 */
#define UART0_BASE 0x40070000u      /* 12.1 */
#define TIMER_BASE 0x400b0000u      /* TIMER0, 12.8 */
#define WATCHDOG_BASE 0x400d8000u   /* 12.9 */
#define TICKS_BASE 0x40108000u      /* 8.5 */
#define USBCTRL_DPRAM_BASE 0x50100000u /* 12.7 */
#define USBCTRL_REGS_BASE 0x50110000u  /* 12.7 */

/* Where CLK_USB_CTRL is; those of the other clocks are at the same offset on both chips. */
#define CLK_USB_CTRL_OFFSET 0x60u

/* Bits of RESET and RESET_DONE, 7.5. */
#define RESETS_IO_BANK0 (1u << 6)
#define RESETS_PADS_BANK0 (1u << 9)
#define RESETS_PLL_SYS (1u << 14)
#define RESETS_PLL_USB (1u << 15)
#define RESETS_TIMER (1u << 23)
#define RESETS_UART0 (1u << 26)
#define RESETS_USBCTRL (1u << 28)

/* 12 MHz * 125 = 1500 MHz, within the VCO's 750 to 1600 MHz (8.6); / 5 / 2 = 150 MHz, what the
 * chip is specified for (1.1). */
#define PLL_SYS_FBDIV 125u
#define PLL_SYS_POSTDIV1 5u
#define PLL_SYS_POSTDIV2 2u

#endif
