/* Arm's PL011: RP2040 data sheet 4.2, RP2350 data sheet 12.1. */
#include "uart.h"

#include "chip.h"
#include "clocks.h"

#define UART_DR (UART0_BASE + 0x00u)
#define UART_FR (UART0_BASE + 0x18u)
#define UART_IBRD (UART0_BASE + 0x24u)
#define UART_FBRD (UART0_BASE + 0x28u)
#define UART_LCR_H (UART0_BASE + 0x2cu)
#define UART_CR (UART0_BASE + 0x30u)
#define FR_RX_EMPTY (1u << 4)
#define FR_TX_FULL (1u << 5)
#define LCR_8_BITS_FIFOS ((3u << 5) | (1u << 4))
#define CR_ENABLE_RX_TX ((1u << 0) | (1u << 8) | (1u << 9))

/* Of clk_peri, in 64ths of a cycle per 1/16 bit, rounded. */
#define DIVISOR_64 ((TE_CORE_HZ * 4u + TE_BAUD / 2u) / TE_BAUD)

/* RP2040 data sheet 2.19, RP2350 data sheet 9. */
#define GPIO_CTRL(pin) (IO_BANK0_BASE + 8u * (pin) + 4u)
#define GPIO_OF_UART 2u
#define PAD(pin) (PADS_BANK0_BASE + 4u * (pin) + 4u)
#define PAD_INPUT_ENABLE (1u << 6)
#define PAD_PULL_UP (1u << 3)
#define PAD_4_MA (1u << 4)
#define PAD_SCHMITT (1u << 1)
#define TX_PIN 0u
#define RX_PIN 1u

#define KEPT 256u /* a power of two */

static uint8_t kept[KEPT];
static uint32_t kept_in, kept_out;

void te_uart_start(void) {
    te_clocks_release(RESETS_IO_BANK0 | RESETS_PADS_BANK0 | RESETS_UART0);
    TE_REG(UART_IBRD) = DIVISOR_64 >> 6;
    TE_REG(UART_FBRD) = DIVISOR_64 & 63u;
    TE_REG(UART_LCR_H) = LCR_8_BITS_FIFOS; /* after the divisor, which it makes take effect */
    TE_REG(UART_CR) = CR_ENABLE_RX_TX;
    /* Written whole: on the RP2350 this also ends the isolation that pads start in. The pull-up
     * keeps an open input from sending us noise. */
    TE_REG(PAD(TX_PIN)) = PAD_4_MA | PAD_SCHMITT | PAD_INPUT_ENABLE;
    TE_REG(PAD(RX_PIN)) = PAD_4_MA | PAD_SCHMITT | PAD_INPUT_ENABLE | PAD_PULL_UP;
    TE_REG(GPIO_CTRL(TX_PIN)) = GPIO_OF_UART;
    TE_REG(GPIO_CTRL(RX_PIN)) = GPIO_OF_UART;
}

static int received(void) {
    return (TE_REG(UART_FR) & FR_RX_EMPTY) == 0;
}

bool te_uart_has_byte(void) {
    return kept_out != kept_in || received();
}

uint32_t te_uart_take(uint8_t *bytes, uint32_t capacity) {
    uint32_t count = 0;
    while (count < capacity && kept_out != kept_in) {
        bytes[count++] = kept[kept_out++ % KEPT];
    }
    while (count < capacity && received()) {
        bytes[count++] = (uint8_t)TE_REG(UART_DR);
    }
    return count;
}

void te_uart_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((TE_REG(UART_FR) & FR_TX_FULL) != 0) {
            if (kept_in - kept_out < KEPT && received()) {
                kept[kept_in++ % KEPT] = (uint8_t)TE_REG(UART_DR);
            }
        }
        TE_REG(UART_DR) = bytes[i];
    }
}
