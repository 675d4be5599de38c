/* Data sheet of tinyedge's simulated microcontroller, the SoC around the processor cores that
 * tinyedge/emulate/unicorn.py emulates. It has a serial port that copies from and to memory by
 * itself, a counter of instructions, and a way to stop; no interrupts.
 *
 * Registers are words, at these offsets from TE_SIM_SOC:
 *
 *   0x00 ADDRESS   rw  of the buffer that SEND and RECEIVE work on; bytes, any alignment
 *   0x04 SEND       w  sends that many bytes from ADDRESS; all are taken when the write is done
 *   0x08 RECEIVE    w  sleeps until a byte has come, then stores what is there, at most that many,
 *                      at ADDRESS; not 0
 *   0x0c RECEIVED   r  how many bytes the last RECEIVE stored; 0: the other end is gone for good
 *   0x10 COUNT      r  instructions since reset, low 32 bits; see below
 *   0x14 HALT       w  stops the SoC for good with that code; 0 is an orderly end
 *   0x18 PENDING    r  1 if RECEIVE would not sleep, else 0
 *   0x1c TIME       r  microseconds since reset by the clock of the machine that emulates, low 32
 *                      bits; not repeatable. Reading it makes TIMEH the high ones of the same time
 *   0x20 TIMEH      r
 *
 * COUNT counts whole basic blocks as they are entered, so what follows the reading instruction in
 * its block is counted already. Between two readings by the *same* instruction, as in a function
 * that only reads it, this cancels out and the difference is exact. Sleeping is not counted.
 *
 * What the SoC does not allow stops it and tells the host the address: an access outside flash, RAM
 * and these registers, a write to flash, execution from RAM, an undefined instruction. */
#ifndef TE_SIM_SOC_H
#define TE_SIM_SOC_H

#include <stdint.h>

typedef struct {
    volatile uint32_t address;
    volatile uint32_t send;
    volatile uint32_t receive;
    volatile const uint32_t received;
    volatile const uint32_t count;
    volatile uint32_t halt;
    volatile const uint32_t pending;
    volatile const uint32_t time;
    volatile const uint32_t time_high;
} te_sim_soc;

#define TE_SIM_SOC ((te_sim_soc *)0x40000000u)

#endif
