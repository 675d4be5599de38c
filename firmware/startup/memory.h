/* The symbols of link.ld: where flash and RAM hold what. Only their addresses mean anything.
 *
 * The stack lies at the very start of RAM and grows down: one that overflows runs out of RAM and
 * faults, instead of quietly overwriting variables. */
#ifndef TE_STARTUP_MEMORY_H
#define TE_STARTUP_MEMORY_H

#include <stdint.h>

extern uint32_t te_stack_bottom[]; /* lowest word; startup paints the stack with TE_STACK_PAINT */
extern uint32_t te_stack_top[];    /* first address behind it, where the stack starts */
extern uint32_t te_data_start[];
extern uint32_t te_data_end[];
extern const uint32_t te_data_load[]; /* initial values of [te_data_start, te_data_end), in flash */
extern uint32_t te_bss_start[];
extern uint32_t te_bss_end[];

/* Only where a boot ROM loads code into RAM: the window that the weights are read through, and where
 * in the flash chip it begins, as an address. */
extern const uint8_t te_weights_start[];
extern const uint8_t te_weights_end[];
extern const uint8_t te_weights_offset[];

/* A word of the stack that still holds this was never used. */
#define TE_STACK_PAINT 0xa5c3a5c3u

/* Gives variables their initial values and paints the stack below the caller's frame. */
void te_memory_start(void);

#endif
