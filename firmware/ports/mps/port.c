#include "port.h"

#include "extended.h"
#include "memory.h"
#include "mps_board.h"
#include "mps_count.h"

#define UART_TX_FULL 1u
#define UART_RX_FULL 2u
#define UART_TX_ENABLE 1u
#define UART_RX_ENABLE 2u
#define UART_RX_INTERRUPT_ENABLE 8u
#define UART_RX_INTERRUPT 2u
#define UART_LEAST_DIVIDER 16u

#define MPU_ENABLE 1u
#define MPU_ELSE_DEFAULT_MAP 4u
#define MPU_REGION_ENABLE 1u
#define MPU_64_KIB 0x10000u
#define MPU_SIZE_64_KIB (15u << 1) /* 2^(15 + 1) bytes */
#define MPU_NO_ACCESS (0u << 24)
#define MPU_NEVER_EXECUTE (1u << 28)

/* Semihosting for AArch32 and AArch64 (Arm): an operation, and the reason that it takes. */
#define SYS_EXIT_EXTENDED 0x20u
#define ADP_STOPPED_APPLICATION_EXIT 0x20026u

/* Below the RAM of the Armv7-M images QEMU has memory that reads as 0 and takes what is written: a
 * stack that overflows would not fault there. Armv8-M's have nothing. */
static void guard_stack(void) {
#if __ARM_ARCH == 7
    TE_MPS_MPU->number = 0;
    TE_MPS_MPU->address = (uint32_t)(uintptr_t)te_stack_bottom - MPU_64_KIB;
    TE_MPS_MPU->attributes =
        MPU_NEVER_EXECUTE | MPU_NO_ACCESS | MPU_SIZE_64_KIB | MPU_REGION_ENABLE;
    TE_MPS_MPU->control = MPU_ELSE_DEFAULT_MAP | MPU_ENABLE;
    __asm volatile("dsb\n\tisb" ::: "memory");
#endif
}

void te_port_start(void) {
    guard_stack();
    /* The interrupt is never taken: with interrupts masked, one that is pending ends WFI. */
    __asm volatile("cpsid i");
    TE_MPS_UART->baud_divider = UART_LEAST_DIVIDER;
    TE_MPS_UART->control = UART_TX_ENABLE | UART_RX_ENABLE | UART_RX_INTERRUPT_ENABLE;
    TE_MPS_NVIC_ENABLE[TE_BOARD_UART_IRQ / 32u] = 1u << (TE_BOARD_UART_IRQ % 32u);
    /* What waited before reception was enabled reaches QEMU's UART when this is read; a byte that
     * has come since must not be lost by it. */
    if ((TE_MPS_UART->state & UART_RX_FULL) == 0) {
        (void)TE_MPS_UART->data;
    }
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    while ((TE_MPS_UART->state & UART_RX_FULL) == 0) {
        __asm volatile("wfi");
        TE_MPS_UART->interrupt = UART_RX_INTERRUPT;
        TE_MPS_NVIC_FORGET[TE_BOARD_UART_IRQ / 32u] = 1u << (TE_BOARD_UART_IRQ % 32u);
    }
    uint32_t count = 0;
    while (count < capacity && (TE_MPS_UART->state & UART_RX_FULL) != 0) {
        bytes[count++] = (uint8_t)TE_MPS_UART->data;
    }
    return count;
}

bool te_port_pending(void) {
    return (TE_MPS_UART->state & UART_RX_FULL) != 0;
}

bool te_port_keeps(void) {
    return true;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((TE_MPS_UART->state & UART_TX_FULL) != 0) {
        }
        TE_MPS_UART->data = bytes[i];
    }
}

uint32_t te_port_count(void) {
    static te_mps_count count;
    return te_mps_count_at(&count, TE_MPS_FPGAIO->counter);
}

/* Of QEMU's time, which passes as mps_count.h says; the counter wraps after two or three minutes. */
uint64_t te_port_time_us(void) {
    static te_extended ticks;
    return te_divide(te_extend(&ticks, TE_MPS_FPGAIO->counter) * TE_BOARD_TICK_NS, 1000u);
}

_Noreturn void te_port_halt(int32_t code) {
    const uint32_t reason[2] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)code};
    register uint32_t operation __asm("r0") = SYS_EXIT_EXTENDED;
    register const uint32_t *parameter __asm("r1") = reason;
    __asm volatile("bkpt 0xab" ::"r"(operation), "r"(parameter) : "memory");
    for (;;) {
    }
}
