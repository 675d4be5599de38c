#include "port.h"

#include "board.h"
#include "extended.h"
#include "virt_board.h"

#define UART_DATA_INTERRUPT 1u
#define UART_8N1 3u
#define UART_HAS_DATA 1u
#define UART_HAS_ROOM 32u

/* Machine external interrupt enable, a bit of mie (RISC-V Privileged Architecture, mip and mie). */
#define MIE_MEIE (1u << 11)

/* Physical memory protection (RISC-V Privileged Architecture, Physical Memory Protection): an entry
 * that is locked binds machine mode too. A naturally aligned power of two of bytes is its address
 * over 4, with as many ones at the end as make it (bytes - 1) / 8. */
#define PMP_READ_EXECUTE_LOCKED 0x9du
#define PMP_FLASH (TE_BOARD_FLASH / 4u | (TE_BOARD_FLASH_BYTES - 1u) / 8u)

/* All memory of this machine is RAM. What the board file calls flash lies below the stack: writing
 * to it must fault, as on a real chip. */
static void protect_flash(void) {
    __asm volatile(".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrw pmpaddr0, %0\n\t"
                   "csrw pmpcfg0, %1\n\t"
                   ".option pop" ::"r"(PMP_FLASH),
                   "r"(PMP_READ_EXECUTE_LOCKED));
}

void te_port_start(void) {
    protect_flash();
    /* Not its FIFOs: switching them on loses what has come already. */
    TE_VIRT_UART->line_control = UART_8N1;
    TE_VIRT_UART->interrupt_enable = UART_DATA_INTERRUPT;
    TE_VIRT_PLIC_PRIORITY[TE_VIRT_UART_IRQ] = 1;
    TE_VIRT_PLIC_ENABLE[TE_VIRT_UART_IRQ / 32u] = 1u << (TE_VIRT_UART_IRQ % 32u);
    /* The interrupt is never taken, as startup leaves mstatus.MIE at 0: it ends WFI. */
    __asm volatile(".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrs mie, %0\n\t"
                   ".option pop" ::"r"(MIE_MEIE));
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    while ((TE_VIRT_UART->line_status & UART_HAS_DATA) == 0) {
        __asm volatile("wfi");
        *TE_VIRT_PLIC_CLAIM = *TE_VIRT_PLIC_CLAIM;
    }
    uint32_t count = 0;
    while (count < capacity && (TE_VIRT_UART->line_status & UART_HAS_DATA) != 0) {
        bytes[count++] = TE_VIRT_UART->data;
    }
    return count;
}

bool te_port_pending(void) {
    return (TE_VIRT_UART->line_status & UART_HAS_DATA) != 0;
}

bool te_port_keeps(void) {
    return true;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((TE_VIRT_UART->line_status & UART_HAS_ROOM) == 0) {
        }
        TE_VIRT_UART->data = bytes[i];
    }
}

/* A function of its own, never inlined: exact differences need one reading instruction. */
uint32_t te_port_count(void) {
    uint32_t instructions;
    __asm volatile(".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrr %0, minstret\n\t"
                   ".option pop"
                   : "=r"(instructions));
    return instructions;
}

/* Of QEMU's time. The high half is read until it is that of the low one. */
uint64_t te_port_time_us(void) {
    uint32_t high;
    uint32_t low;
    do {
        high = TE_VIRT_TIME[1];
        low = TE_VIRT_TIME[0];
    } while (high != TE_VIRT_TIME[1]);
    return te_divide((uint64_t)high << 32 | low, TE_VIRT_TIME_MHZ);
}

_Noreturn void te_port_halt(int32_t code) {
    *TE_VIRT_TEST = code == 0 ? TE_VIRT_TEST_PASS : (uint32_t)code << 16 | TE_VIRT_TEST_FAIL;
    for (;;) {
    }
}
