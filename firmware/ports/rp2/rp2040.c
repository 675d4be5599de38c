/* What only the RP2040 does so: cycles from SysTick, and its boot ROM's functions. */
#include "chip.h"

#if TE_BOARD_CHIP == 2040

#include "clocks.h"
#include "port.h"
#include "timer.h"

/* RP2040 data sheet 4.7: one tick of the timer is that many cycles of clk_ref. */
#define WATCHDOG_TICK (WATCHDOG_BASE + 0x2cu)
#define TICK_ENABLE (1u << 9)

/* SysTick, 24 bits that count down; Armv6-M Architecture Reference Manual (DDI 0419), B3.3. */
#define SYST_CSR 0xe000e010u
#define SYST_RVR 0xe000e014u
#define SYST_CVR 0xe000e018u
#define SYST_BITS 24
#define SYST_MOST 0xffffffu
#define SYST_OF_CORE ((1u << 2) | (1u << 0)) /* CLKSOURCE, ENABLE; no exception */

#define CYCLES_PER_US (TE_CORE_HZ / 1000000u)

/* The boot ROM's functions; 2.8.3. */
#define ROM_FUNCTIONS 0x14u
#define ROM_LOOKUP 0x18u
#define ROM_RESET_TO_USB_BOOT ('U' | ('B' << 8))

typedef void *(*rom_lookup)(const uint16_t *table, uint32_t code);
typedef void (*rom_reset_to_usb_boot)(uint32_t activity_pins, uint32_t disabled_interfaces);

static uint32_t started_us;

void te_chip_start(void) {
    /* VTOR is the second boot stage's work. */
    TE_REG(WATCHDOG_TICK) = TICK_ENABLE | (TE_BOARD_XOSC_HZ / 1000000u);
    te_clocks_release(RESETS_TIMER);
    TE_REG(SYST_RVR) = SYST_MOST;
    started_us = te_timer_us();
    TE_REG(SYST_CVR) = 0; /* any value: it starts from 0, and the next cycle from the top */
    TE_REG(SYST_CSR) = SYST_OF_CORE;
}

/* SysTick knows the low 24 bits exactly and wraps every 134 ms at 125 MHz; the timer, which runs
 * from the same crystal, knows how often it has: its microseconds, as cycles, are right within a
 * few hundred, where 2^23 would do. So no interrupt disturbs what is measured, none can be missed,
 * and it does not matter at what moments the two are read. */
uint32_t te_port_count(void) {
    const uint32_t about = (te_timer_us() - started_us) * CYCLES_PER_US;
    const uint32_t low = 0u - TE_REG(SYST_CVR);
    const int32_t ahead = (int32_t)((low - about) << (32 - SYST_BITS)) >> (32 - SYST_BITS);
    return about + (uint32_t)ahead;
}

_Static_assert((-1 >> 1) == -1, "te_port_count needs an arithmetic right shift");

static uint32_t rom_half(uintptr_t address) {
    /* To a compiler that knew the address it would be a null pointer with an offset. */
    __asm volatile("" : "+r"(address));
    return *(const volatile uint16_t *)address;
}

_Noreturn void te_chip_enter_boot_rom(void) {
    const rom_lookup lookup = (rom_lookup)(uintptr_t)rom_half(ROM_LOOKUP);
    const uint16_t *const functions = (const uint16_t *)(uintptr_t)rom_half(ROM_FUNCTIONS);
    const rom_reset_to_usb_boot reset =
        (rom_reset_to_usb_boot)(uintptr_t)lookup(functions, ROM_RESET_TO_USB_BOOT);
    reset(0, 0);
    for (;;) {
    }
}

#endif
