/* RP2040 data sheet 2.14 to 2.18, RP2350 data sheet 7.5, 8.1, 8.2 and 8.6: the same registers. */
#include "clocks.h"

#include "chip.h"

#define RESETS_RESET (RESETS_BASE + 0x0u)
#define RESETS_RESET_DONE (RESETS_BASE + 0x8u)

#define XOSC_CTRL (XOSC_BASE + 0x0u)
#define XOSC_STATUS (XOSC_BASE + 0x4u)
#define XOSC_STARTUP (XOSC_BASE + 0xcu)
#define XOSC_1_15MHZ 0xaa0u
#define XOSC_ENABLE (0xfabu << 12)
#define XOSC_STABLE (1u << 31)
/* The crystal is given 1 ms, in units of 256 of its cycles, rounded up. */
#define XOSC_DELAY ((TE_BOARD_XOSC_HZ / 1000u + 255u) / 256u)

#define CLK_REF_CTRL (CLOCKS_BASE + 0x30u)
#define CLK_REF_SELECTED (CLOCKS_BASE + 0x38u)
#define CLK_REF_FROM_XOSC 2u
#define CLK_SYS_CTRL (CLOCKS_BASE + 0x3cu)
#define CLK_SYS_SELECTED (CLOCKS_BASE + 0x44u)
#define CLK_SYS_FROM_REF 0u
#define CLK_SYS_FROM_AUX 1u /* and AUXSRC = 0: the PLL of clk_sys */
#define CLK_PERI_CTRL (CLOCKS_BASE + 0x48u)
#define CLK_USB_CTRL (CLOCKS_BASE + CLK_USB_CTRL_OFFSET)
#define CLK_ENABLE (1u << 11) /* and AUXSRC = 0: clk_peri from clk_sys, clk_usb from its PLL */

#define PLL_CS 0x0u
#define PLL_PWR 0x4u
#define PLL_FBDIV_INT 0x8u
#define PLL_PRIM 0xcu
#define PLL_LOCK (1u << 31)
#define PLL_POWER_DOWN ((1u << 0) | (1u << 5)) /* PD, VCOPD */
#define PLL_POSTDIV_DOWN (1u << 3)

/* 12 MHz * 100 = 1200 MHz, / 5 / 5 = 48 MHz. */
#define PLL_USB_FBDIV 100u
#define PLL_USB_POSTDIV 5u

_Static_assert(TE_BOARD_XOSC_HZ == 12000000u, "the PLLs are set up for a crystal of 12 MHz");

static void wait_until(uint32_t address, uint32_t bits) {
    while ((TE_REG(address) & bits) != bits) {
    }
}

static void start_pll(uint32_t base, uint32_t reset, uint32_t multiplier, uint32_t divisors) {
    te_clocks_release(reset);
    TE_REG(base + PLL_CS) = 1; /* reference: the crystal, undivided */
    TE_REG(base + PLL_FBDIV_INT) = multiplier;
    TE_CLEAR(base + PLL_PWR) = PLL_POWER_DOWN;
    wait_until(base + PLL_CS, PLL_LOCK);
    TE_REG(base + PLL_PRIM) = divisors;
    TE_CLEAR(base + PLL_PWR) = PLL_POSTDIV_DOWN;
}

void te_clocks_release(uint32_t blocks) {
    TE_SET(RESETS_RESET) = blocks;
    TE_CLEAR(RESETS_RESET) = blocks;
    wait_until(RESETS_RESET_DONE, blocks);
}

void te_clocks_start(void) {
    TE_REG(XOSC_STARTUP) = XOSC_DELAY;
    TE_REG(XOSC_CTRL) = XOSC_ENABLE | XOSC_1_15MHZ;
    wait_until(XOSC_STATUS, XOSC_STABLE);

    /* Nothing may run from a PLL while it is set up. */
    TE_REG(CLK_SYS_CTRL) = CLK_SYS_FROM_REF;
    wait_until(CLK_SYS_SELECTED, 1u << CLK_SYS_FROM_REF);
    TE_REG(CLK_REF_CTRL) = CLK_REF_FROM_XOSC;
    wait_until(CLK_REF_SELECTED, 1u << CLK_REF_FROM_XOSC);

    start_pll(PLL_SYS_BASE, RESETS_PLL_SYS, PLL_SYS_FBDIV,
              (PLL_SYS_POSTDIV1 << 16) | (PLL_SYS_POSTDIV2 << 12));
    start_pll(PLL_USB_BASE, RESETS_PLL_USB, PLL_USB_FBDIV,
              (PLL_USB_POSTDIV << 16) | (PLL_USB_POSTDIV << 12));

    TE_REG(CLK_SYS_CTRL) = CLK_SYS_FROM_AUX;
    wait_until(CLK_SYS_SELECTED, 1u << CLK_SYS_FROM_AUX);
    TE_REG(CLK_PERI_CTRL) = CLK_ENABLE;
    TE_REG(CLK_USB_CTRL) = CLK_ENABLE;
}
