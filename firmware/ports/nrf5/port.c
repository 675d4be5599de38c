/* The port of Nordic's nRF51 and nRF52: UART0, polled, and a counter of cycles. */
#include "port.h"

#include "board.h"
#include "counter.h"
#include "extended.h"
#include "nrf5.h"

/* The crystal's 16 or 32 MHz are stable within 2 ms at most ([51] data sheet 8.1.1; [52] 5.4.5);
 * a look takes several cycles of 16 or 64 MHz. */
#define LOOKS 100000u

/* [51] 29.10 and [52] 6.33.10.15 list values, 0x01d7e000 for 115,200: bits a second * 2^32 / 16
 * MHz, rounded to the upper 20 bits. */
#define BAUDRATE ((uint32_t)((((uint64_t)TE_BAUD << 32) / 16000000u + 0x800u) & 0xfffff000u))

/* Armv6-M Architecture Reference Manual (DDI 0419), B3.4; the same on Armv7-M. */
#define NVIC_ENABLE TE_REG(0xe000e100u)
#define NVIC_FORGET TE_REG(0xe000e280u)

/* The UART needs the crystal: the oscillator inside is a few percent off. It is what the core
 * starts with, and what it keeps if no crystal starts. */
static void start_crystal(void) {
    TE_CLOCK_HFCLKSTARTED = 0;
    TE_CLOCK_HFCLKSTART = 1;
    for (uint32_t i = 0; i < LOOKS && TE_CLOCK_HFCLKSTARTED == 0; ++i) {
    }
}

static void start_uart(void) {
    /* The interrupt is never taken: with interrupts masked, one that is pending ends a WFI. */
    __asm volatile("cpsid i");
    /* The line is idle when high. */
    TE_GPIO_OUTSET(TE_BOARD_TX_PIN) = 1u << (TE_BOARD_TX_PIN % 32u);
    TE_GPIO_CONF(TE_BOARD_TX_PIN) = TE_GPIO_CONF_OUTPUT;
    TE_GPIO_CONF(TE_BOARD_RX_PIN) = TE_GPIO_CONF_INPUT_PULL_UP;
    TE_UART_PSELTXD = TE_BOARD_TX_PIN;
    TE_UART_PSELRXD = TE_BOARD_RX_PIN;
    TE_UART_BAUDRATE = BAUDRATE;
    TE_UART_ENABLE = TE_UART_ENABLED;
    TE_UART_INTENSET = TE_UART_INT_RXDRDY;
    NVIC_ENABLE = 1u << TE_UART_IRQ;
    TE_UART_STARTTX = 1;
    TE_UART_STARTRX = 1;
}

#if TE_IS_NRF52840
/* Builds from F on lock the debug port at every reset unless both UICR and the firmware say that it
 * is open. UICR decides, as on earlier builds: what was flashed once can be flashed again. */
static void leave_debug_port_open(void) {
    if (TE_FICR_PART_BUILD >= TE_BUILD_F) {
        TE_APPROTECT_DISABLE = TE_UICR_APPROTECT;
    }
}
#endif

void te_port_start(void) {
#if TE_IS_NRF52840
    leave_debug_port_open();
    TE_NVMC_ICACHECNF = TE_NVMC_ICACHECNF_CACHEEN;
#endif
    start_crystal();
    start_uart();
    te_counter_start();
}

/* RXD holds six bytes; after each that is taken, the event says whether there is another. So it
 * must be cleared before the byte is read ([51] 29.5, [52] 6.33.4). */
static uint8_t take(void) {
    TE_UART_RXDRDY = 0;
    return (uint8_t)TE_UART_RXD;
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    while (TE_UART_RXDRDY == 0) {
        __asm volatile("wfi");
        NVIC_FORGET = 1u << TE_UART_IRQ;
    }
    uint32_t count = 0;
    do {
        bytes[count++] = take();
    } while (count < capacity && TE_UART_RXDRDY != 0);
    return count;
}

bool te_port_pending(void) {
    return TE_UART_RXDRDY != 0;
}

bool te_port_keeps(void) {
    return false;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        TE_UART_TXDRDY = 0;
        TE_UART_TXD = bytes[i];
        while (TE_UART_TXDRDY == 0) {
        }
    }
}

uint32_t te_port_count(void) {
    return te_counter();
}

/* From the counter of cycles, which wraps after a minute or more; none where it cannot be trusted. */
uint64_t te_port_time_us(void) {
    static te_extended cycles;
    return te_divide(te_extend(&cycles, te_counter()), TE_IS_NRF51 ? 16u : 64u);
}

_Noreturn void te_port_halt(int32_t code) {
    (void)code;
    for (;;) {
        __asm volatile("wfi");
    }
}
