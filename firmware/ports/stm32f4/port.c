/* The port of STM32F4 chips: a USART, polled, and the core's cycle counter. */
#include "port.h"

#include "board.h"
#include "clocks.h"
#include "cortex_m.h"
#include "extended.h"
#include "stm32f4.h"

/* RM0090 8.4.1, 8.4.4. */
#define MODE_ALTERNATE 2u
#define PULL_UP 1u

/* Armv7-M Architecture Reference Manual (DDI 0403), B3.4.4 and B3.4.7. */
#define NVIC_ENABLE ((volatile uint32_t *)0xe000e100u)
#define NVIC_FORGET ((volatile uint32_t *)0xe000e280u)
#define NVIC_WORD (TE_BOARD_USART_IRQ / 32u)
#define NVIC_BIT (1u << (TE_BOARD_USART_IRQ % 32u))

static void to_usart(uint32_t pin) {
    const uint32_t at = 4u * (pin % 8u);
    volatile uint32_t *const function = &TE_GPIO->afr[pin / 8u];
    *function = (*function & ~(0xfu << at)) | (uint32_t)TE_BOARD_ALTERNATE << at;
    TE_GPIO->pupdr = (TE_GPIO->pupdr & ~(3u << (2u * pin))) | PULL_UP << (2u * pin);
    TE_GPIO->moder = (TE_GPIO->moder & ~(3u << (2u * pin))) | MODE_ALTERNATE << (2u * pin);
}

/* The interrupt is never taken: with interrupts masked, one that is pending ends a WFI. */
static void start_usart(uint32_t clock_hz) {
    __asm volatile("cpsid i");
    /* A peripheral is there two cycles after its clock, on APB1 five of the core's (errata sheet
     * ES0182, "Delay after an RCC peripheral clock enabling"): so that one first. */
    TE_RCC_APB1ENR |= 1u << TE_BOARD_USART_ENABLE;
    TE_RCC_AHB1ENR |= 1u << TE_BOARD_GPIO;
    (void)TE_RCC_AHB1ENR;
    __asm volatile("dsb" ::: "memory");
    /* RM0090 30.3.4: with 16 samples a bit, the divider in sixteenths is clock / baud. */
    TE_USART->brr = (clock_hz + TE_BAUD / 2u) / TE_BAUD;
    TE_USART->cr1 = TE_USART_CR1_UE | TE_USART_CR1_RE | TE_USART_CR1_TE | TE_USART_CR1_RXNEIE;
    NVIC_ENABLE[NVIC_WORD] = NVIC_BIT;
    to_usart(TE_BOARD_TX_PIN);
    to_usart(TE_BOARD_RX_PIN);
}

void te_port_start(void) {
    /* Else a debug probe loses the core whenever it waits for a byte; RM0090 38.16.1. */
    TE_DBGMCU_CR |= TE_DBGMCU_CR_SLEEP;
    start_usart(te_clocks_start());
    te_cycles_start();
}

/* A byte that was lost because nobody read in time leaves the overrun flag, which reading the
 * status and then the data clears; RM0090 30.6.1. */
static void await_byte(void) {
    for (;;) {
        const uint32_t status = TE_USART->sr;
        if ((status & TE_USART_SR_RXNE) != 0) {
            return;
        }
        if ((status & TE_USART_SR_ORE) != 0) {
            (void)TE_USART->dr;
        }
        __asm volatile("wfi");
        NVIC_FORGET[NVIC_WORD] = NVIC_BIT;
    }
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    await_byte();
    uint32_t count = 0;
    do {
        bytes[count++] = (uint8_t)TE_USART->dr;
    } while (count < capacity && (TE_USART->sr & TE_USART_SR_RXNE) != 0);
    return count;
}

bool te_port_pending(void) {
    return (TE_USART->sr & TE_USART_SR_RXNE) != 0;
}

bool te_port_keeps(void) {
    return false;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((TE_USART->sr & TE_USART_SR_TXE) == 0) {
        }
        TE_USART->dr = bytes[i];
    }
}

uint32_t te_port_count(void) {
    return te_cycles();
}

/* From the counter of cycles, which wraps after 25 seconds; none in QEMU, where it stands still. */
uint64_t te_port_time_us(void) {
    static te_extended cycles;
    const uint32_t source = TE_RCC_CFGR >> TE_RCC_CFGR_SWS & 3u;
    return te_divide(te_extend(&cycles, te_cycles()), source == TE_RCC_CFGR_SW_PLL ? 168u : 16u);
}

_Noreturn void te_port_halt(int32_t code) {
    (void)code;
    for (;;) {
        __asm volatile("wfi");
    }
}
