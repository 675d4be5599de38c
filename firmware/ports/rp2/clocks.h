/* The clocks of both chips. */
#ifndef TE_RP2_CLOCKS_H
#define TE_RP2_CLOCKS_H

#include <stdint.h>

/* From the crystal: clk_ref 12 MHz; clk_sys and clk_peri TE_CORE_HZ; clk_usb 48 MHz. */
void te_clocks_start(void);

/* Resets peripherals, as a debugger's reset of the core leaves them running, and waits until they can
 * be used; blocks: bits of RESETS_... */
void te_clocks_release(uint32_t blocks);

#endif
