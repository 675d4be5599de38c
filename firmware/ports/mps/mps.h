#ifndef TE_MPS_H
#define TE_MPS_H
#include <stdint.h>
#include "board.h"
typedef struct {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt;
    volatile uint32_t baud_divider;
} te_mps_uart;
#define TE_MPS_UART ((te_mps_uart *)TE_BOARD_UART)
#endif
