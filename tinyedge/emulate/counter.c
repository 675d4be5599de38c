/* Counts the instructions that an emulated core executes, one call per basic block.
 *
 * Built for the machine tinyedge runs on by counting.py, which does the same in Python, slower,
 * where there is no compiler. */
#include <stdint.h>

typedef struct {
    uint64_t instructions; /* so far */
    uint64_t origin;       /* of the flash */
    uint64_t bytes;        /* of the flash */
    const uint8_t *code;   /* [bytes] what the flash holds */
    uint32_t *known;       /* [bytes / 2] by start: block size << 16 | instructions; 0: unknown */
    uint64_t outside;      /* blocks that were not in flash; always 0 if it alone is executable */
    uint32_t riscv;        /* 0: Thumb, 1: RISC-V */
} te_counter;

void te_counter_on_block(void *engine, uint64_t address, uint32_t size, void *counter);

/* Thumb: the first halfword of a 32-bit instruction begins with 0b11101, 0b11110 or 0b11111
 * (DDI 0403, A5.1). RISC-V: the two lowest bits of a 32-bit instruction are set. */
static uint32_t count(const te_counter *c, uint64_t offset, uint32_t size) {
    uint32_t instructions = 0;
    for (uint32_t at = 0; at < size; ++instructions) {
        const uint8_t low = c->code[offset + at];
        const uint8_t high = c->code[offset + at + 1];
        const int wide = c->riscv ? (low & 3) == 3 : (high >> 3) >= 0x1d;
        at += wide ? 4 : 2;
    }
    return instructions;
}

/* A UC_HOOK_BLOCK: size bytes at address are about to be executed to their end. */
void te_counter_on_block(void *engine, uint64_t address, uint32_t size, void *counter) {
    te_counter *const c = counter;
    const uint64_t offset = address - c->origin;
    (void)engine;
    if (offset >= c->bytes || size > c->bytes - offset || size >= 1u << 16) {
        ++c->outside;
        return;
    }
    uint32_t *const known = &c->known[offset / 2];
    if (*known >> 16 != size) {
        *known = size << 16 | count(c, offset, size);
    }
    c->instructions += *known & 0xffff;
}
