/* The port of Raspberry Pi's RP2040 and RP2350: UART0 on GPIO 0 and 1, and the USB socket; whoever
 * spoke last is answered. te_port_count is in rp2040.c and rp2350.c. */
#include "port.h"

#include "chip.h"
#include "clocks.h"
#include "timer.h"
#include "uart.h"
#include "usb.h"

/* Survives everything but loss of power, for a debugger to read: RP2040 data sheet 4.7, RP2350 data
 * sheet 12.9. The boot ROM uses the registers from 4 on. */
#define WATCHDOG_SCRATCH0 (WATCHDOG_BASE + 0xcu)
#define HALTED 0x7e000000u

static uint32_t on_usb;

void te_port_start(void) {
    te_clocks_start();
    te_chip_start();
    TE_REG(WATCHDOG_SCRATCH0) = 0;
    te_uart_start();
    te_usb_start();
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    if (on_usb) {
        te_usb_flush();
    }
    for (;;) {
        uint32_t count = te_uart_take(bytes, capacity);
        if (count > 0) {
            on_usb = 0;
            return count;
        }
        count = te_usb_take(bytes, capacity);
        if (count > 0) {
            on_usb = 1;
            return count;
        }
    }
}

/* Who asks may go on computing: what was said last must not wait for that. */
bool te_port_pending(void) {
    if (on_usb) {
        te_usb_flush();
    }
    return te_uart_has_byte() || te_usb_has_byte();
}

bool te_port_keeps(void) {
    return on_usb != 0;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    if (on_usb) {
        te_usb_write(bytes, count);
    } else {
        te_uart_write(bytes, count);
    }
}

uint64_t te_port_time_us(void) {
    return te_timer_us64();
}

/* Goes on answering on USB, so that what was said last gets out, and a touch at 1200 baud still
 * leads to the boot ROM. */
_Noreturn void te_port_halt(int32_t code) {
    te_usb_flush();
    TE_REG(WATCHDOG_SCRATCH0) = HALTED | ((uint32_t)code & 0xffffu);
    for (;;) {
        te_usb_poll();
    }
}
