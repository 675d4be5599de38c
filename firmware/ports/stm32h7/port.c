/* The port of the STM32H743: a USART, polled, and the core's cycle counter. */
#include "port.h"

#include "board.h"
#include "clocks.h"
#include "cortex_m.h"
#include "extended.h"
#include "stm32h7.h"

/* 11.4.1, 11.4.4. */
#define MODE_ALTERNATE 2u
#define PULL_UP 1u

static void to_usart(uint32_t pin) {
    const uint32_t at = 4u * (pin % 8u);
    volatile uint32_t *const function = &TE_GPIO->afr[pin / 8u];
    *function = (*function & ~(0xfu << at)) | (uint32_t)TE_BOARD_ALTERNATE << at;
    TE_GPIO->pupdr = (TE_GPIO->pupdr & ~(3u << (2u * pin))) | PULL_UP << (2u * pin);
    TE_GPIO->moder = (TE_GPIO->moder & ~(3u << (2u * pin))) | MODE_ALTERNATE << (2u * pin);
}

static void start_usart(void) {
    TE_RCC_AHB4ENR |= 1u << TE_BOARD_GPIO;
    TE_RCC_D2CCIP2R = (TE_RCC_D2CCIP2R & ~TE_RCC_D2CCIP2R_USART234578SEL)
        | TE_RCC_D2CCIP2R_USART234578SEL_HSI;
    TE_RCC_APB1LENR |= 1u << TE_BOARD_USART_ENABLE;
    /* Chapter 8, on clock gating: a peripheral is there some cycles after its clock; reading back
     * waits for them. */
    (void)TE_RCC_APB1LENR;
    __asm volatile("dsb" ::: "memory");
    /* 48.5.7: with 16 samples a bit, the divider is clock / baud. */
    TE_USART->brr = (TE_HSI_HZ + TE_BAUD / 2u) / TE_BAUD;
    TE_USART->cr1 = TE_USART_CR1_FIFOEN | TE_USART_CR1_RE | TE_USART_CR1_TE;
    TE_USART->cr1 |= TE_USART_CR1_UE; /* FIFOEN can be set only before; 48.7.1 */
    to_usart(TE_BOARD_TX_PIN);
    to_usart(TE_BOARD_RX_PIN);
}

void te_port_start(void) {
    te_clocks_start();
    start_usart();
    te_cycles_start();
}

/* The FIFO holds 16 bytes. A byte that was lost because it was full leaves the overrun flag, which
 * must be cleared; 48.5.5. */
uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    while ((TE_USART->isr & TE_USART_ISR_RXFNE) == 0) {
        if ((TE_USART->isr & TE_USART_ISR_ORE) != 0) {
            TE_USART->icr = TE_USART_ICR_ORECF;
        }
    }
    uint32_t count = 0;
    do {
        bytes[count++] = (uint8_t)TE_USART->rdr;
    } while (count < capacity && (TE_USART->isr & TE_USART_ISR_RXFNE) != 0);
    return count;
}

bool te_port_pending(void) {
    return (TE_USART->isr & TE_USART_ISR_RXFNE) != 0;
}

bool te_port_keeps(void) {
    return false;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((TE_USART->isr & TE_USART_ISR_TXFNF) == 0) {
        }
        TE_USART->tdr = bytes[i];
    }
}

uint32_t te_port_count(void) {
    return te_cycles();
}

/* From the counter of cycles, which wraps after 21 seconds. */
uint64_t te_port_time_us(void) {
    static te_extended cycles;
    const uint32_t source = TE_RCC_CFGR & TE_RCC_CFGR_SWS;
    return te_divide(te_extend(&cycles, te_cycles()),
                     source == TE_RCC_CFGR_SWS_PLL1 ? 200u : 64u);
}

_Noreturn void te_port_halt(int32_t code) {
    (void)code;
    for (;;) {
    }
}
