/* Registers of Arm's MPS2 and MPS3 FPGA boards with a Cortex-M; where they are is in board.h. */
#ifndef TE_MPS_BOARD_H
#define TE_MPS_BOARD_H

#include <stdint.h>

#include "board.h"

/* CMSDK APB UART; Cortex-M System Design Kit Technical Reference Manual (DDI 0479), APB UART. */
typedef struct {
    volatile uint32_t data;         /* 0x00 */
    volatile uint32_t state;        /* 0x04 bit 0: transmitter full, bit 1: receiver full */
    volatile uint32_t control;      /* 0x08 enables; bits 0, 1: TX, RX; bits 2, 3: interrupts */
    volatile uint32_t interrupt;    /* 0x0c bits 0, 1: TX, RX; write 1 to clear */
    volatile uint32_t baud_divider; /* 0x10 16 at least */
} te_mps_uart;

/* FPGA system control and I/O, in the Application Note of each image. */
typedef struct {
    uint32_t other[6];
    volatile const uint32_t counter; /* 0x18 counts up, one every TE_BOARD_TICK_NS */
} te_mps_fpgaio;

#define TE_MPS_UART ((te_mps_uart *)TE_BOARD_UART)
#define TE_MPS_FPGAIO ((te_mps_fpgaio *)TE_BOARD_FPGAIO)

/* NVIC_ISER0, NVIC_ICPR0 and on: a bit for each interrupt; Armv7-M Architecture Reference Manual
 * (DDI 0403), B3.4. */
#define TE_MPS_NVIC_ENABLE ((volatile uint32_t *)0xe000e100u)
#define TE_MPS_NVIC_FORGET ((volatile uint32_t *)0xe000e280u)

/* Memory protection unit of Armv7-M; DDI 0403, B3.5. */
typedef struct {
    volatile uint32_t control;    /* MPU_CTRL */
    volatile uint32_t number;     /* MPU_RNR: of the region that the next two are about */
    volatile uint32_t address;    /* MPU_RBAR: a multiple of the size */
    volatile uint32_t attributes; /* MPU_RASR */
} te_mps_mpu;

#define TE_MPS_MPU ((te_mps_mpu *)0xe000ed94u)

#endif
