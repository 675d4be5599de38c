/* From reset to main on a bare RISC-V core in machine mode. Interrupts are not used. */
#include "memory.h"
#include "port.h"

#define HALT_FAULT 1

int main(void);
_Noreturn void te_reset(void);
_Noreturn void te_start(void);
_Noreturn void te_fault(void);

/* First in flash. gp must be set without the relaxation that needs it. */
__attribute__((section(".vectors"), naked, used)) _Noreturn void te_reset(void) {
    __asm volatile(".option push\n\t"
                   ".option norelax\n\t"
                   "la gp, __global_pointer$\n\t"
                   ".option pop\n\t"
                   "la sp, te_stack_top\n\t"
                   "la t0, te_fault\n\t"
                   ".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrw mtvec, t0\n\t"
                   ".option pop\n\t"
                   "j te_start");
}

__attribute__((used)) _Noreturn void te_start(void) {
    te_memory_start();
    te_port_halt(main());
}

/* mtvec takes addresses that are multiples of 4 (RISC-V Privileged Architecture, mtvec). */
__attribute__((used, aligned(4))) _Noreturn void te_fault(void) {
    te_port_halt(HALT_FAULT);
}
