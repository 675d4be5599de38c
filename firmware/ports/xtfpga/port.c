/* The port of Cadence's FPGA boards for Xtensa cores as QEMU has them (hw/xtensa/xtfpga.c): a 16550
 * UART, polled. */
#include "port.h"

#include "extended.h"

/* PC16550D data sheet, table II; a register in each word, on boards for cores without an MMU. */
#define UART(register) (((volatile uint32_t *)0x9d050020u)[register])
#define DATA 0        /* RBR and THR */
#define LINE_STATUS 5 /* LSR */
#define RECEIVED (1u << 0)
#define CAN_SEND (1u << 5)

/* The FIFOs stay off: switching them on would drop what came before. QEMU hands over no byte before
 * the last one was taken. */
void te_port_start(void) {}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    uint32_t count = 0;
    while (capacity > 0 && (UART(LINE_STATUS) & RECEIVED) == 0) {
    }
    while (count < capacity && (UART(LINE_STATUS) & RECEIVED) != 0) {
        bytes[count++] = (uint8_t)UART(DATA);
    }
    return count;
}

bool te_port_pending(void) {
    return (UART(LINE_STATUS) & RECEIVED) != 0;
}

bool te_port_keeps(void) {
    return true;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((UART(LINE_STATUS) & CAN_SEND) == 0) {
        }
        UART(DATA) = bytes[i];
    }
}

/* CCOUNT runs at the 40 MHz of QEMU's lx106 (clock_freq_khz of target/xtensa/core-lx106.c), rounded
 * down; with -icount shift=5 an instruction takes 32 ns, so n instructions make 32 n / 25 ticks.
 * Without branches, so that every reading takes as many instructions as the next. CCOUNT's wrap is
 * seen by its highest bit: after 1.6 * 10^9 instructions without a reading, one may be missed. */
uint32_t te_port_count(void) {
    static uint32_t last;
    static uint32_t wraps;
    uint32_t ticks;
    __asm volatile("rsr.ccount %0" : "=r"(ticks));
    wraps += (last & ~ticks) >> 31;
    last = ticks;
    return (uint32_t)((((uint64_t)wraps << 32 | ticks) * 25u + 31u) >> 5);
}

/* Of QEMU's time: CCOUNT's 40 MHz. */
uint64_t te_port_time_us(void) {
    static te_extended time;
    uint32_t ticks;
    __asm volatile("rsr.ccount %0" : "=r"(ticks));
    return te_divide(te_extend(&time, ticks), 40u);
}

/* Ends the emulator: SIMCALL, number 1, as in Cadence's simulator (target/xtensa/xtensa-semi.c). */
_Noreturn void te_port_halt(int32_t code) {
    register int32_t a2 __asm("a2") = 1;
    register int32_t a3 __asm("a3") = code;
    __asm volatile("simcall" : "+r"(a2), "+r"(a3) : : "memory");
    for (;;) {
    }
}
