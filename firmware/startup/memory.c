#include "memory.h"

/* Words below this function's frame that are left alone, for the calls the compiler may make. */
#define MARGIN 32

void te_memory_start(void) {
    const uint32_t *from = te_data_load;
    for (uint32_t *word = te_data_start; word != te_data_end; ++word) {
        *word = *from++;
    }
    for (uint32_t *word = te_bss_start; word != te_bss_end; ++word) {
        *word = 0;
    }
    const uint32_t *const used = (const uint32_t *)__builtin_frame_address(0) - MARGIN;
    /* volatile: a call of memset would lie on the words it paints. */
    for (volatile uint32_t *word = te_stack_bottom; word < used; ++word) {
        *word = TE_STACK_PAINT;
    }
}
