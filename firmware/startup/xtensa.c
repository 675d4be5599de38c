/* From xtensa_vectors.S to main. */
#include <stdint.h>

#include "memory.h"
#include "panic.h"
#include "port.h"

int main(void);
_Noreturn void te_start(void);
_Noreturn void te_fault(uint32_t cause, uint32_t pc, uint32_t address);

_Noreturn void te_start(void) {
    te_memory_start();
    te_port_halt(main());
}

/* Causes: Xtensa Instruction Set Architecture Reference Manual, table 4-64. */
_Noreturn void te_fault(uint32_t cause, uint32_t pc, uint32_t address) {
    const te_panic_word words[] = {{"exccause", cause}, {"pc", pc}, {"address", address}};
    te_panic("exception", words, sizeof words / sizeof words[0]);
}
