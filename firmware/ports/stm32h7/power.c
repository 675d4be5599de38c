/* What an STM32H743 needs before its RAM takes writes. */
#include "cortex_m.h"

/* After power-on the chip is in what RM0433 6.4.1 calls Run*: until PWR_CR3 (6.8.4), which can be
 * written once, confirms how the core is supplied, RAM must not be written and ACTVOSRDY (PWR_CSR1,
 * bit 13) stays 0. Here it is the LDO, the only regulator of this chip: LDOEN (bit 1)
 * without SCUEN (bit 2) and BYPASS (bit 0). A chip that was not powered off since keeps what it was
 * told. The wait is limited, at a few cycles of 64 MHz a turn.
 *
 * Chips before revision V (DBGMCU_IDCODE below 0x20000000: RM0433 60.5.8) may read wrong data from
 * the AXI SRAM unless it takes one read at a time: READ_ISS_OVERRIDE in AXI_TARG7_FN_MOD (RM0433
 * 2.2.4; errata sheet ES0392, "Reading from AXI SRAM may lead to data read corruption"). */
__attribute__((naked)) void te_before_ram(void) {
    __asm volatile("ldr r0, =0x58024800\n\t" /* PWR */
                   "ldr r1, [r0, #0x0c]\n\t" /* CR3 */
                   "bic r1, #7\n\t"
                   "orr r1, #2\n\t"
                   "str r1, [r0, #0x0c]\n\t"
                   "ldr r2, =100000\n\t"
                   "1: ldr r1, [r0, #0x04]\n\t" /* CSR1 */
                   "tst r1, #0x2000\n\t"
                   "bne 2f\n\t"
                   "subs r2, #1\n\t"
                   "bne 1b\n\t"
                   "2: ldr r0, =0x5c001000\n\t" /* DBGMCU_IDCODE */
                   "ldr r1, [r0]\n\t"
                   "cmp r1, #0x20000000\n\t"
                   "bhs 3f\n\t"
                   "ldr r0, =0x51008108\n\t" /* AXI_TARG7_FN_MOD */
                   "movs r1, #1\n\t"
                   "str r1, [r0]\n\t"
                   "3: bx lr\n\t"
                   ".pool");
}
