/* What a fault handler leaves behind: lines of text on the serial port, which `tinyedge monitor`
 * shows whole. */
#ifndef TE_STARTUP_PANIC_H
#define TE_STARTUP_PANIC_H

#include <stdint.h>

/* A register and what it held. */
typedef struct {
    const char *name;
    uint32_t value;
} te_panic_word;

/* Sends "tinyedge panic: <what> <name>=0x<value> ..." on a line of its own, then halts for good.
 * A zero byte goes before it, so that a frame that was under way ends as damaged. */
_Noreturn void te_panic(const char *what, const te_panic_word *words, uint32_t count);

#endif
