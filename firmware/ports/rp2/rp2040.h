/* Addresses and numbers of the RP2040. RP2040 data sheet; addresses 2.2, the section of each block is beside it. */
#ifndef TE_RP2040_H
#define TE_RP2040_H

#define CLOCKS_BASE 0x40008000u     /* 2.15 */
#define RESETS_BASE 0x4000c000u     /* 2.14 */
#define IO_BANK0_BASE 0x40014000u   /* 2.19 */
#define PADS_BANK0_BASE 0x4001c000u /* 2.19 */
#define XOSC_BASE 0x40024000u       /* 2.16 */
#define PLL_SYS_BASE 0x40028000u    /* 2.18 */
#define PLL_USB_BASE 0x4002c000u    /* 2.18 */
#define UART0_BASE 0x40034000u      /* 4.2 */
#define TIMER_BASE 0x40054000u      /* 4.6 */
#define WATCHDOG_BASE 0x40058000u   /* 4.7 */
#define USBCTRL_DPRAM_BASE 0x50100000u /* 4.1 */
#define USBCTRL_REGS_BASE 0x50110000u  /* 4.1 */

/* Where CLK_USB_CTRL is; those of the other clocks are at the same offset on both chips. */
#define CLK_USB_CTRL_OFFSET 0x54u

/* Bits of RESET and RESET_DONE, 2.14. */
#define RESETS_IO_BANK0 (1u << 5)
#define RESETS_PADS_BANK0 (1u << 8)
#define RESETS_PLL_SYS (1u << 12)
#define RESETS_PLL_USB (1u << 13)
#define RESETS_TIMER (1u << 21)
#define RESETS_UART0 (1u << 22)
#define RESETS_USBCTRL (1u << 24)

/* 12 MHz * 125 = 1500 MHz, within the VCO's 750 to 1600 MHz (2.18); / 6 / 2 = 125 MHz, of the
 * 133 MHz that the chip is specified for (1.1). */
#define PLL_SYS_FBDIV 125u
#define PLL_SYS_POSTDIV1 6u
#define PLL_SYS_POSTDIV2 2u

#endif
