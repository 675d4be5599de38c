#include "port.h"

#include "board.h"
#include "mps.h"

void te_port_start(void) {
    TE_MPS_UART->baud_divider = 16;
    TE_MPS_UART->control = 3;
    (void)TE_MPS_UART->data;
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    while ((TE_MPS_UART->state & 2u) == 0) {
    }
    bytes[0] = (uint8_t)TE_MPS_UART->data;
    return 1;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        while ((TE_MPS_UART->state & 1u) != 0) {
        }
        TE_MPS_UART->data = bytes[i];
    }
}

uint32_t te_port_count(void) {
    static uint32_t before, instructions;
    const uint32_t now = *(volatile const uint32_t *)(TE_BOARD_FPGAIO + 0x18u);
    const uint64_t ns = (uint64_t)(now - before) * TE_BOARD_TICK_NS;
    before = now;
    instructions += (uint32_t)((ns + (1u << (TE_BOARD_ICOUNT_SHIFT - 1u))) >> TE_BOARD_ICOUNT_SHIFT);
    return instructions;
}

_Noreturn void te_port_halt(int32_t code) {
    const uint32_t reason[2] = {0x20026u, (uint32_t)code};
    register uint32_t operation __asm("r0") = 0x20u;
    register const uint32_t *parameter __asm("r1") = reason;
    __asm volatile("bkpt 0xab" ::"r"(operation), "r"(parameter) : "memory");
    for (;;) {
    }
}
