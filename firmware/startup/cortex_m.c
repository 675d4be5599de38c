/* From reset to main on every Cortex-M, and from a fault to the panic that tells of it. Interrupts
 * are not used, except that a port may take SysTick. */
#include "cortex_m.h"

#include "memory.h"
#include "panic.h"
#include "port.h"

/* Armv7-M and Armv8-M Mainline; Armv6-M lacks the registers below. */
#define MAINLINE (__ARM_ARCH_ISA_THUMB >= 2)

/* System control space; Armv7-M Architecture Reference Manual (DDI 0403), B3.2.2. */
#define VTOR (*(volatile uint32_t *)0xe000ed08u)
#define CFSR (*(const volatile uint32_t *)0xe000ed28u)
#define HFSR (*(const volatile uint32_t *)0xe000ed2cu)
#define MMFAR (*(const volatile uint32_t *)0xe000ed34u)
#define BFAR (*(const volatile uint32_t *)0xe000ed38u)
#define CPACR (*(volatile uint32_t *)0xe000ed88u)

/* r0-r3, r12, lr, pc, xpsr as an exception stacks them; B1.5.6. */
#define FRAME_BYTES 32u

int main(void);
_Noreturn void te_reset(void);
_Noreturn void te_start(void);
void te_fault(void);
_Noreturn void te_fault_told(uintptr_t sp, uint32_t lr, uint32_t pc, uint32_t xpsr);

/* Initial stack pointer, reset, then NMI and the faults up to SysTick; B1.5.2. */
typedef struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} te_vectors;

__attribute__((section(".vectors"), used)) static const te_vectors vectors = {
    .stack = te_stack_top,
    .handlers = {te_reset, te_fault, te_fault, te_fault, te_fault, te_fault, te_fault, te_fault,
                 te_fault, te_fault, te_fault, te_fault, te_fault, te_fault, te_systick},
};

__attribute__((naked)) _Noreturn void te_reset(void) {
    __asm volatile("bl te_before_ram\n\t"
                   "bl te_start");
}

__attribute__((weak, naked)) void te_before_ram(void) {
    __asm volatile("bx lr");
}

__attribute__((used)) _Noreturn void te_start(void) {
#if MAINLINE
    /* A boot loader in front of us may have left its own. */
    VTOR = (uint32_t)(uintptr_t)&vectors;
#endif
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    CPACR |= 0xfu << 20; /* full access to the FPU; B3.2.20 */
    __asm volatile("dsb\n\tisb" ::: "memory");
#endif
    te_memory_start();
    te_port_halt(main());
}

static int is_on_stack(uintptr_t sp) {
    return sp >= (uintptr_t)te_stack_bottom && sp <= (uintptr_t)te_stack_top - FRAME_BYTES;
}

/* The stack may be what is wrong: after an overflow the stack pointer is below RAM, and a second
 * fault in here would lock the core up. So the frame is read only if it is whole, before anything
 * is pushed, and then the stack starts anew. Thread mode and handlers use the main stack pointer
 * alike: nothing ever chooses the other. */
__attribute__((naked, used)) void te_fault(void) {
    __asm volatile(".syntax unified\n\t"
                   "mrs r0, msp\n\t"
                   "movs r1, #0\n\t"
                   "movs r2, #0\n\t"
                   "movs r3, #0\n\t"
                   "ldr r4, =te_stack_top\n\t"
                   "mov sp, r4\n\t"
                   "subs r4, #32\n\t"
                   "cmp r0, r4\n\t"
                   "bhi 1f\n\t"
                   "ldr r4, =te_stack_bottom\n\t"
                   "cmp r0, r4\n\t"
                   "blo 1f\n\t"
                   "ldr r1, [r0, #20]\n\t"
                   "ldr r2, [r0, #24]\n\t"
                   "ldr r3, [r0, #28]\n\t"
                   "1: ldr r4, =te_fault_told\n\t"
                   "bx r4\n\t"
                   ".pool");
}

/* sp: at the exception; lr, pc, xpsr: that it stacked there, if that is on the stack. */
__attribute__((used)) _Noreturn void te_fault_told(
    uintptr_t sp, uint32_t lr, uint32_t pc, uint32_t xpsr
) {
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    const te_panic_word words[] = {
        {"exception", exception},
        {"sp", (uint32_t)sp},
        {"pc", pc},
        {"lr", lr},
        {"xpsr", xpsr},
#if MAINLINE
        {"cfsr", CFSR},
        {"hfsr", HFSR},
        {"mmfar", MMFAR},
        {"bfar", BFAR},
#endif
    };
    te_panic(is_on_stack(sp) ? "fault" : "stack overflow", words, sizeof words / sizeof words[0]);
}

__attribute__((weak, alias("te_fault"))) void te_systick(void);
