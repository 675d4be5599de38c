/* From call0 code into a function for the windowed ABI: rom_call.h. Windows are switched on for the
 * call alone, with ours as the only one in use; all interrupts stay masked. Xtensa Instruction Set
 * Architecture Reference Manual, 4.7.1 (windowed register option).
 *
 * Debian's assembler is for a core without that option: its three instructions are spelled out. */

#if defined(__XTENSA__)

/* Processor status as at start (xtensa_vectors.S), and with window exceptions (WOE, bit 18). */
#define PS 0x2f
#define PS_WINDOWED 0x4002f

    .section .text.rom_call, "ax"
    .literal_position
    .balign 4
    .global rom_call
    .type rom_call, @function
rom_call:
    addi sp, sp, -32
    s32i a0, sp, 0
    s32i a12, sp, 4
    s32i a13, sp, 8
    s32i a14, sp, 12
    s32i a15, sp, 16

    /* call8 hands on a10 to a15 as the callee's a2 to a7; our last argument came on the stack. */
    mov a10, a3
    mov a11, a4
    mov a12, a5
    mov a13, a6
    mov a14, a7
    l32i a15, sp, 32

    .byte 0x80, 0x48, 0x03 /* rsr.windowbase a8 */
    ssl a8
    movi a9, 1
    sll a9, a9
    .byte 0x90, 0x49, 0x13 /* wsr.windowstart a9 */
    rsync
    movi a9, PS_WINDOWED
    wsr a9, ps
    rsync
    .byte 0xe0, 0x02, 0x00 /* callx8 a2 */
    movi a8, PS
    wsr a8, ps
    rsync

    mov a2, a10
    l32i a0, sp, 0
    l32i a12, sp, 4
    l32i a13, sp, 8
    l32i a14, sp, 12
    l32i a15, sp, 16
    addi sp, sp, 32
    ret

#endif
