/* UART0, polled: GPIO 0 sends, GPIO 1 receives; TE_BAUD, 8N1. */
#ifndef TE_RP2_UART_H
#define TE_RP2_UART_H

#include <stdbool.h>
#include <stdint.h>

void te_uart_start(void);

/* Whether te_uart_take would take anything. */
bool te_uart_has_byte(void);

/* Takes what has come, at most capacity bytes; 0 if nothing has. The hardware holds 32 bytes, and
 * 256 more are kept that come while te_uart_write waits; what comes while a model runs is not. */
uint32_t te_uart_take(uint8_t *bytes, uint32_t capacity);

/* Hands over all bytes to be sent; waits for room. */
void te_uart_write(const uint8_t *bytes, uint32_t count);

#endif
