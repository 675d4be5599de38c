/* Instructions, from a counter of time.
 *
 * QEMU with "-icount shift=8" lets 2^8 ns pass with each instruction, and the FPGA's counter ticks
 * every TE_BOARD_TICK_NS. Between two readings n instructions apart it ticks n * 256 / tick times,
 * rounded up or down: that is less than a tick off, hence less than tick / 256 of an instruction.
 * With a tick below 128 ns, n is therefore the nearest integer, for every n, whatever the phase of
 * the clock; nothing adds up from reading to reading. Two readings must be less than 2^32 ticks
 * apart: 671 million instructions at 40 ns, 838 million at 50 ns. */
#ifndef TE_MPS_COUNT_H
#define TE_MPS_COUNT_H

#include <stdint.h>

#include "board.h"

#define TE_MPS_INSTRUCTION_SHIFT 8u

_Static_assert(TE_BOARD_TICK_NS < 128u, "a tick must be shorter than half an instruction");

/* ticks: of the last reading. instructions: up to it, modulo 2^32. All zero at first. */
typedef struct {
    uint32_t ticks;
    uint32_t instructions;
} te_mps_count;

/* Instructions up to the reading ticks, modulo 2^32; takes the same time for every value. */
static inline uint32_t te_mps_count_at(te_mps_count *count, uint32_t ticks) {
    const uint64_t ns = (uint64_t)(ticks - count->ticks) * TE_BOARD_TICK_NS;
    const uint32_t half = 1u << (TE_MPS_INSTRUCTION_SHIFT - 1u);
    count->ticks = ticks;
    count->instructions += (uint32_t)((ns + half) >> TE_MPS_INSTRUCTION_SHIFT);
    return count->instructions;
}

#endif
