/* What only the RP2350 does so: cycles from the core's own counter, and its boot ROM's functions. */
#include "chip.h"

#if TE_BOARD_CHIP == 2350

#include "clocks.h"
#include "port.h"

/* RP2350 data sheet 8.5: one tick of TIMER0 is that many cycles of clk_ref. */
#define TICKS_TIMER0_CTRL (TICKS_BASE + 0x18u)
#define TICKS_TIMER0_CYCLES (TICKS_BASE + 0x1cu)

/* The trace unit's counter of cycles, 32 bits; Armv8-M Architecture Reference Manual (DDI 0553),
 * D1.2: DEMCR, DWT_CTRL, DWT_CYCCNT. */
#define DEMCR 0xe000edfcu
#define DEMCR_TRCENA (1u << 24)
#define DWT_CTRL 0xe0001000u
#define DWT_CYCCNT 0xe0001004u
#define DWT_CYCCNTENA (1u << 0)

/* The boot ROM's functions; 5.4. */
#define ROM_LOOKUP 0x16u
#define ROM_FOR_SECURE_ARM 0x4u
#define ROM_REBOOT ('R' | ('B' << 8))
#define REBOOT_TO_BOOTSEL 0x2u
#define REBOOT_NO_RETURN 0x100u
#define REBOOT_DELAY_MS 10u

typedef void *(*rom_lookup)(uint32_t code, uint32_t mask);
typedef int (*rom_reboot)(uint32_t flags, uint32_t delay_ms, uint32_t p0, uint32_t p1);

void te_chip_start(void) {
    /* VTOR is the boot ROM's work. */
    TE_REG(TICKS_TIMER0_CYCLES) = TE_BOARD_XOSC_HZ / 1000000u;
    TE_REG(TICKS_TIMER0_CTRL) = 1;
    te_clocks_release(RESETS_TIMER);
    TE_REG(DEMCR) |= DEMCR_TRCENA;
    TE_REG(DWT_CYCCNT) = 0;
    TE_REG(DWT_CTRL) |= DWT_CYCCNTENA;
}

uint32_t te_port_count(void) {
    return TE_REG(DWT_CYCCNT);
}

_Noreturn void te_chip_enter_boot_rom(void) {
    uintptr_t address = ROM_LOOKUP;
    /* To a compiler that knew the address it would be a null pointer with an offset. */
    __asm volatile("" : "+r"(address));
    const rom_lookup lookup = (rom_lookup)(uintptr_t) * (const volatile uint16_t *)address;
    const rom_reboot reboot = (rom_reboot)(uintptr_t)lookup(ROM_REBOOT, ROM_FOR_SECURE_ARM);
    (void)reboot(REBOOT_TO_BOOTSEL | REBOOT_NO_RETURN, REBOOT_DELAY_MS, 0, 0);
    for (;;) {
    }
}

#endif
