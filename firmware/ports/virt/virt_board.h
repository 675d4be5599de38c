/* Registers of QEMU's machine "virt": the memory map is virt_memmap of its hw/riscv/virt.c. */
#ifndef TE_VIRT_BOARD_H
#define TE_VIRT_BOARD_H

#include <stdint.h>

/* UART, compatible with TI's TL16C550C (data sheet SLLS177): byte registers. */
typedef struct {
    volatile uint8_t data;              /* 0: receiver and transmitter */
    volatile uint8_t interrupt_enable;  /* 1: bit 0, data are available */
    volatile uint8_t fifo_control;      /* 2: not used */
    volatile uint8_t line_control;      /* 3: 3 is 8N1 */
    volatile uint8_t modem_control;     /* 4: not used */
    volatile const uint8_t line_status; /* 5: bit 0, data are available; bit 5, room to send */
} te_virt_uart;

#define TE_VIRT_UART ((te_virt_uart *)0x10000000u)
#define TE_VIRT_UART_IRQ 10u

/* Platform-level interrupt controller (RISC-V PLIC Specification, Memory Map); context 0 is machine
 * mode of hart 0. */
#define TE_VIRT_PLIC_PRIORITY ((volatile uint32_t *)0x0c000000u) /* a word for each interrupt */
#define TE_VIRT_PLIC_ENABLE ((volatile uint32_t *)0x0c002000u)   /* a bit for each interrupt */
#define TE_VIRT_PLIC_CLAIM ((volatile uint32_t *)0x0c200004u)    /* read: claim; write: complete */

/* mtime of the core-local interruptor (RISC-V Privileged Architecture, machine timer registers), at
 * 10 MHz: RISCV_ACLINT_DEFAULT_TIMEBASE_FREQ of QEMU's include/hw/intc/riscv_aclint.h. */
#define TE_VIRT_TIME ((volatile const uint32_t *)0x0200bff8u)
#define TE_VIRT_TIME_MHZ 10u

/* The device "sifive_test" ends QEMU: PASS, or FAIL with an exit status in the upper half. */
#define TE_VIRT_TEST ((volatile uint32_t *)0x00100000u)
#define TE_VIRT_TEST_PASS 0x5555u
#define TE_VIRT_TEST_FAIL 0x3333u

#endif
