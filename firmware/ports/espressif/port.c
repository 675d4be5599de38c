/* The port of Espressif's chips, started by their boot ROM without ESP-IDF. What differs from chip
 * to chip is in boards/chips/<chip>.toml, which says where each number is from.
 *
 * The ROM leaves the clocks as they are for loading: the core runs from the crystal, and UART0 at
 * the 115,200 baud of the ROM's own messages. Both stay as they are; a counter of cycles needs no
 * more, and every chip boots at this rate whatever its crystal is.
 *
 * UART0 and, where there is one, the USB Serial/JTAG controller are both listened to: which of them
 * a board exposes cannot be known. Answers go where the last byte came from. */
#include "port.h"

#include <stdbool.h>

#include "board.h"
#include "chip_register.h"
#include "weights.h"

_Static_assert(TE_BAUD == 115200, "UART0 is left at the baud rate of the boot ROM");

#if defined(__XTENSA_WINDOWED_ABI__)
#error "the startup code is for the call0 ABI: compile with -mabi=call0"
#endif

/* Of a FIFO, bytes: ESP32-S3 technical reference manual, 26.4 (UART RAM), alike in all. */
#define UART_FIFO 128u
/* UART_STATUS_REG: bytes received in the low half, bytes to be sent in the high half. */
#define UART_STATUS (TE_BOARD_UART + 0x1cu)
#define UART_SENDING (CHIP_REGISTER(UART_STATUS) >> 16 & TE_BOARD_UART_COUNT)
#define UART_RECEIVED (CHIP_REGISTER(UART_STATUS) & TE_BOARD_UART_COUNT)

/* Where the last byte came from. */
static enum {
    NOWHERE, /* none has come yet: what is sent, a panic, goes to both */
    UART,
    USB,
} origin = NOWHERE;

#if !defined(TE_BOARD_UART_POINTERS)

static bool uart_has_byte(void) {
    return UART_RECEIVED != 0;
}

#else

/* The ESP32's count of received bytes lags behind: its two pointers into the FIFO tell, and the
 * count only whether it is empty or full when they are equal. UART_MEM_RX_STATUS_REG: the address
 * to read in bits 2 to 12, the one to write in bits 13 to 23. */
static bool uart_has_byte(void) {
    const uint32_t pointers = CHIP_REGISTER(TE_BOARD_UART_POINTERS);
    return (pointers >> 2 & 0x7ffu) != (pointers >> 13 & 0x7ffu) || UART_RECEIVED != 0;
}

#endif

static uint32_t uart_take(uint8_t *bytes, uint32_t capacity) {
    uint32_t count = 0;
    while (count < capacity && uart_has_byte()) {
        bytes[count++] = (uint8_t)CHIP_REGISTER(TE_BOARD_UART);
    }
    return count;
}

static void uart_send(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while (UART_SENDING >= UART_FIFO - 1u) {
        }
        CHIP_REGISTER(TE_BOARD_UART_SEND) = bytes[i];
    }
}

#if defined(TE_BOARD_USB)

/* USB_SERIAL_JTAG_EP1_REG and _EP1_CONF_REG: ESP32-S3 technical reference manual, chapter "USB
 * Serial/JTAG Controller", alike in the ESP32-C3's. */
#define USB_BYTE TE_BOARD_USB
#define USB_CONTROL (TE_BOARD_USB + 4u)
#define USB_SEND (1u << 0)
#define USB_HAS_ROOM (1u << 1)
#define USB_HAS_BYTE (1u << 2)
/* Readings of a register to wait for the host to fetch a packet, tens of milliseconds at least; it
 * comes by every millisecond or not at all. */
#define USB_PATIENCE 500000u

static bool usb_has_byte(void) {
    return (CHIP_REGISTER(USB_CONTROL) & USB_HAS_BYTE) != 0;
}

static uint32_t usb_take(uint8_t *bytes, uint32_t capacity) {
    uint32_t count = 0;
    while (count < capacity && usb_has_byte()) {
        bytes[count++] = (uint8_t)CHIP_REGISTER(USB_BYTE);
    }
    return count;
}

static bool usb_has_room(void) {
    for (uint32_t i = 0; i < USB_PATIENCE; ++i) {
        if ((CHIP_REGISTER(USB_CONTROL) & USB_HAS_ROOM) != 0) {
            return true;
        }
    }
    return false;
}

/* A full packet is sent by itself, the last one on demand: an empty one if the last was full, which
 * ends the host's transfer. What nobody fetches is lost, as on a line that was unplugged. */
static void usb_send(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        if (!usb_has_room()) {
            return;
        }
        CHIP_REGISTER(USB_BYTE) = bytes[i];
    }
    if (usb_has_room()) {
        CHIP_REGISTER(USB_CONTROL) = USB_SEND;
    }
}

#else

static bool usb_has_byte(void) {
    return false;
}

static uint32_t usb_take(uint8_t *bytes, uint32_t capacity) {
    (void)bytes;
    (void)capacity;
    return 0;
}

static void usb_send(const uint8_t *bytes, uint32_t count) {
    (void)bytes;
    (void)count;
}

#endif

/* A watchdog's registers take what is written to them only while the right number is in another. */
static void write_protected(uint32_t lock, uint32_t key, uint32_t address, uint32_t value) {
    CHIP_REGISTER(lock) = key;
    CHIP_REGISTER(address) = value;
    CHIP_REGISTER(lock) = 0;
}

/* The ROM starts the first two, so that a flash chip with nonsense in it does not hang the board.
 * The third, analog one cannot be stopped: bit 31 lets hardware feed it. Keys: technical reference
 * manuals, chapter "Watchdog Timers". */
static void stop_watchdogs(void) {
    static const uint32_t key = 0x50d83aa1u;
    write_protected(TE_BOARD_RTC_WATCHDOG_LOCK, key, TE_BOARD_RTC_WATCHDOG, 0);
    write_protected(TE_BOARD_TIMER_WATCHDOG_LOCK, key, TE_BOARD_TIMER_WATCHDOG,
                    TE_BOARD_TIMER_WATCHDOG_STOPPED);
#if defined(TE_BOARD_SUPER_WATCHDOG)
    write_protected(TE_BOARD_SUPER_WATCHDOG_LOCK, 0x8f1d312au, TE_BOARD_SUPER_WATCHDOG,
                    CHIP_REGISTER(TE_BOARD_SUPER_WATCHDOG) | 1u << 31);
#endif
}

#if defined(__riscv)

/* Performance counter of the ESP32-C3 (technical reference manual, 1.4): event 0 is a cycle, mode
 * bit 0 enables. The core has none of the standard counters. */
static void start_core(void) {
    __asm volatile(".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrwi 0x7e0, 1\n\t"
                   "csrwi 0x7e1, 1\n\t"
                   ".option pop");
}

uint32_t te_port_count(void) {
    uint32_t count;
    __asm volatile(".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrr %0, 0x7e2\n\t"
                   ".option pop"
                   : "=r"(count));
    return count;
}

#elif defined(__XTENSA_SOFT_FLOAT__)

static void start_core(void) {}

#else

/* A compiler that uses the floating-point unit needs it enabled: coprocessor 0. */
static void start_core(void) {
    __asm volatile("wsr.cpenable %0\n\trsync" ::"r"(1));
}

#endif

#if defined(__XTENSA__)

/* Special register CCOUNT: cycles of the core's clock. */
uint32_t te_port_count(void) {
    uint32_t count;
    __asm volatile("rsr.ccount %0" : "=r"(count));
    return count;
}

#endif

void te_port_start(void) {
    stop_watchdogs();
    start_core();
    te_weights_map();
}

bool te_port_pending(void) {
    return uart_has_byte() || usb_has_byte();
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    while (capacity > 0) {
        uint32_t count = usb_take(bytes, capacity);
        if (count > 0) {
            origin = USB;
            return count;
        }
        count = uart_take(bytes, capacity);
        if (count > 0) {
            origin = UART;
            return count;
        }
    }
    return 0;
}

bool te_port_keeps(void) {
    return origin == USB;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    if (origin != USB) {
        uart_send(bytes, count);
    }
    if (origin != UART) {
        usb_send(bytes, count);
    }
}

/* None: the clock that the boot ROM leaves the core with differs from chip to chip, and so do the
 * timers. */
uint64_t te_port_time_us(void) {
    return 0;
}

_Noreturn void te_port_halt(int32_t code) {
    (void)code;
    for (;;) {
    }
}
