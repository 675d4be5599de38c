#include "te_stack.h"

#include "board.h"

#if TE_STACK_BYTES > 0

#include "memory.h"

uint32_t te_stack_used(void) {
    /* volatile: the paint was laid before C began. */
    const volatile uint32_t *word = te_stack_bottom;
    while (word != te_stack_top && *word == TE_STACK_PAINT) {
        ++word;
    }
    return (uint32_t)((uintptr_t)te_stack_top - (uintptr_t)word);
}

#else

uint32_t te_stack_used(void) {
    return 0;
}

#endif
