/* The block by which the RP2350's boot ROM knows a program: RP2350 data sheet 5.9, the smallest
 * image definition of an Arm program. With no more in it than that, the ROM takes the stack pointer
 * and the entry from the vectors at the start of flash, points VTOR at them, and leaves flash
 * readable as it found it to work: 5.9.5. It divides clk_sys by 3 or more for that, so at 150 MHz
 * the flash runs at 50 MHz at most. */
#include "chip.h"

#if TE_BOARD_CHIP == 2350

#define MARKER_START 0xffffded3u
#define MARKER_END 0xab123579u
#define ITEM_IMAGE_TYPE 0x42u
#define ITEM_LAST 0xffu

/* An executable, secure, for Arm, for the RP2350. */
#define IMAGE_TYPE ((1u << 0) | (2u << 4) | (0u << 8) | (1u << 12))
#define WORDS(count) ((count) << 8)

__attribute__((section(".boot_block"), used)) static const uint32_t block[] = {
    MARKER_START,
    (IMAGE_TYPE << 16) | WORDS(1u) | ITEM_IMAGE_TYPE,
    WORDS(1u) | ITEM_LAST, /* all items before this one are one word */
    0,                     /* the next block of the loop is this one */
    MARKER_END,
};

#endif
