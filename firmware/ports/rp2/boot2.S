/* The second stage of the RP2040's boot. Its ROM copies these 256 bytes from the start of flash to
 * RAM, checks the CRC32 in the last four, which the build fills in, and runs the copy, wherever it
 * lies: RP2040 data sheet 2.8.1. It makes flash readable at 0x10000000 and starts the program there.
 *
 * Plain serial reads, command 03h, at clk_sys / 4: 31.25 MHz once clk_sys is 125 MHz, of the 50 MHz
 * that the Pico's W25Q16JV takes for that command (its data sheet, 9.6). Every flash chip has this
 * command, and no bit of the chip need be set for it. Quad reads would fill the cache several times
 * faster. */
#include "board.h"

#if TE_BOARD_CHIP == 2040

/* The serial interface to the flash; data sheet 4.10. */
#define XIP_SSI_BASE 0x18000000
#define SSI_CTRLR0 0x00
#define SSI_CTRLR1 0x04
#define SSI_SSIENR 0x08
#define SSI_BAUDR 0x14
#define SSI_SPI_CTRLR0 0xf4

#define FLASH_CLOCK_DIVISOR 4
/* DFS_32 = 31: frames of 32 bits. TMOD = 3: send command and address, then receive. */
#define CTRLR0_XIP ((31 << 16) | (3 << 8))
/* XIP_CMD = 03h; INST_L = 2: of 8 bits; ADDR_L = 6: 24 bits of address; all on one wire. */
#define SPI_CTRLR0_XIP ((0x03 << 24) | (2 << 8) | (6 << 2))

#define PROGRAM 0x10000100
#define VTOR 0xe000ed08 /* 2.4.8 */

    .syntax unified
    .cpu cortex-m0plus
    .thumb
    .section .boot, "ax"
    .balign 4
    .global te_boot2
    .type te_boot2, %function
    .thumb_func
te_boot2:
    ldr r3, =XIP_SSI_BASE
    movs r1, #0
    str r1, [r3, #SSI_SSIENR]
    movs r1, #FLASH_CLOCK_DIVISOR
    str r1, [r3, #SSI_BAUDR]
    ldr r1, =CTRLR0_XIP
    str r1, [r3, #SSI_CTRLR0]
    movs r1, #0 /* one frame of data per read */
    str r1, [r3, #SSI_CTRLR1]
    ldr r1, =SPI_CTRLR0_XIP
    ldr r0, =(XIP_SSI_BASE + SSI_SPI_CTRLR0)
    str r1, [r0]
    movs r1, #1
    str r1, [r3, #SSI_SSIENR]

    ldr r0, =PROGRAM
    ldr r1, =VTOR
    str r0, [r1]
    ldmia r0!, {r1, r2}
    msr msp, r1
    bx r2
    .pool

    .org 252, 0
    .word 0 /* the CRC32 */

#endif
