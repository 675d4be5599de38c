/* From reset to main on a bare RISC-V core in machine mode. Interrupts are not used. */
#include "memory.h"
#include "panic.h"
#include "port.h"

int main(void);
_Noreturn void te_reset(void);
_Noreturn void te_start(void);
_Noreturn void te_trap(void);
_Noreturn void te_fault(uint32_t cause, uint32_t pc, uint32_t value);

/* First in flash. gp must be set without the relaxation that needs it. mstatus.MIE is bit 3. */
__attribute__((section(".vectors"), naked, used)) _Noreturn void te_reset(void) {
    __asm volatile(".option push\n\t"
                   ".option norelax\n\t"
                   "la gp, __global_pointer$\n\t"
                   ".option pop\n\t"
                   "la sp, te_stack_top\n\t"
                   "la t0, te_trap\n\t"
                   ".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrci mstatus, 8\n\t"
                   "csrw mtvec, t0\n\t"
                   ".option pop\n\t"
                   "j te_start");
}

__attribute__((used)) _Noreturn void te_start(void) {
    te_memory_start();
    te_port_halt(main());
}

/* mtvec takes multiples of 4 (RISC-V Privileged Architecture, mtvec); where its vectored mode is
 * the only one, as on the ESP32-C3, of 256 (its technical reference manual, 1.4). Exceptions go to
 * the first entry in both modes. The stack pointer may be what is wrong. */
__attribute__((used, naked, aligned(256))) _Noreturn void te_trap(void) {
    __asm volatile("la sp, te_stack_top\n\t"
                   ".option push\n\t"
                   ".option arch, +zicsr\n\t"
                   "csrr a0, mcause\n\t"
                   "csrr a1, mepc\n\t"
                   "csrr a2, mtval\n\t"
                   ".option pop\n\t"
                   "j te_fault");
}

__attribute__((used)) _Noreturn void te_fault(uint32_t cause, uint32_t pc, uint32_t value) {
    const te_panic_word words[] = {{"mcause", cause}, {"mepc", pc}, {"mtval", value}};
    te_panic("exception", words, sizeof words / sizeof words[0]);
}
