/* From reset to main on every Cortex-M: vectors, FPU, memory. Interrupts are not used. */
#include <stdint.h>

#include "memory.h"
#include "port.h"

/* Coprocessor access control register; bits 20 to 23 give full access to the FPU.
 * Armv7-M Architecture Reference Manual (DDI 0403), B3.2.20. */
#define CPACR (*(volatile uint32_t *)0xe000ed88u)

#define HALT_FAULT 1

int main(void);
_Noreturn void te_reset(void);
_Noreturn void te_fault(void);

_Noreturn void te_reset(void) {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    CPACR |= 0xfu << 20;
    __asm volatile("dsb\n\tisb" ::: "memory");
#endif
    te_memory_start();
    te_port_halt(main());
}

_Noreturn void te_fault(void) {
    te_port_halt(HALT_FAULT);
}

/* Initial stack pointer, reset, then NMI and the faults; DDI 0403, B1.5.2. */
typedef struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} te_vectors;

__attribute__((section(".vectors"), used)) static const te_vectors vectors = {
    .stack = te_stack_top,
    .handlers = {te_reset, te_fault, te_fault, te_fault, te_fault, te_fault, te_fault, te_fault,
                 te_fault, te_fault, te_fault, te_fault, te_fault, te_fault, te_fault},
};
