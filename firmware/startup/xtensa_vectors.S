/* Where an Xtensa core goes on reset and on exceptions. Interrupts and register windows are not
 * used (call0 ABI). Xtensa Instruction Set Architecture Reference Manual, 4.4 (exceptions) and 5.3
 * (special registers). */

/* Processor status: user mode, all interrupts masked, no window exceptions (WOE = 0), EXCM = 0. */
#define PS 0x2f

    .section .vectors, "ax"

/* Which offsets are used differs from core to core (core-isa.h, XCHAL_*_VECOFS: 0x10 to 0x70 on the
 * lx106, 0x000 to 0x3c0 on LX6 and LX7), but all are multiples of 16 below 1 KiB, and here every
 * one is a fault. VECBASE takes multiples of 1 KiB on all of them. */
    .balign 1024
te_vectors:
    .rept 64
    j fault
    .balign 16
    .endr

/* At te_vectors + 0x400. */
    .global te_reset
    .type te_reset, @function
te_reset:
    j reset
    .balign 4
    .literal_position
reset:
    movi a0, 0
    wsr a0, intenable
    movi a2, PS
    wsr a2, ps
    rsync
    movi a2, te_vectors
    wsr a2, vecbase
    rsync
    movi sp, te_stack_top
    call0 te_start

/* The stack pointer may be what is wrong. */
fault:
    movi sp, te_stack_top
    movi a0, PS
    wsr a0, ps
    rsync
    rsr a2, exccause
    rsr a3, epc1
    rsr a4, excvaddr
    movi a0, 0
    call0 te_fault
