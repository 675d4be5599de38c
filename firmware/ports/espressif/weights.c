#include "weights.h"

#include "board.h"
#include "chip_register.h"
#include "memory.h"
#include "panic.h"
#include "rom_call.h"

/* The unit of mapping, in all chips: technical reference manuals, chapter "System and Memory". */
#define PAGE_KIB 64u
#define PAGE_BYTES (PAGE_KIB * 1024u)

typedef struct {
    uint32_t address; /* in the window */
    uint32_t offset;  /* in the flash chip */
    uint32_t pages;
} mapping;

#if defined(TE_BOARD_ROM_CACHE_FLUSH)

/* ESP32: Cache_Read_Disable(cpu), Cache_Flush(cpu), cache_flash_mmu_set(cpu, process, address,
 * offset, KiB a page, pages), Cache_Read_Enable(cpu); all for the first CPU. Never disabled without
 * a flush before it is enabled again. */
static uint32_t mapped(mapping wanted) {
    (void)rom_call(TE_BOARD_ROM_CACHE_DISABLE, 0, 0, 0, 0, 0, 0);
    (void)rom_call(TE_BOARD_ROM_CACHE_FLUSH, 0, 0, 0, 0, 0, 0);
    const uint32_t error = rom_call(TE_BOARD_ROM_MMU_SET, 0, 0, wanted.address, wanted.offset,
                                    PAGE_KIB, wanted.pages);
    CHIP_REGISTER(TE_BOARD_CACHE_BUS) &= ~TE_BOARD_CACHE_BUS_SHUT;
    (void)rom_call(TE_BOARD_ROM_CACHE_ENABLE, 0, 0, 0, 0, 0, 0);
    return error;
}

#else

/* Cache_Disable_?Cache(), which gives what Cache_Enable_?Cache takes, and between them
 * Cache_Dbus_MMU_Set(memory 0: flash, address, offset, KiB a page, pages, 0: consecutive). What an
 * earlier mapping left in the cache goes with Cache_Invalidate_?Cache_All(). */
static uint32_t mapped(mapping wanted) {
    const uint32_t state = rom_call(TE_BOARD_ROM_CACHE_DISABLE, 0, 0, 0, 0, 0, 0);
    const uint32_t error = rom_call(TE_BOARD_ROM_MMU_SET, 0, wanted.address, wanted.offset,
                                    PAGE_KIB, wanted.pages, 0);
    CHIP_REGISTER(TE_BOARD_CACHE_BUS) &= ~TE_BOARD_CACHE_BUS_SHUT;
    (void)rom_call(TE_BOARD_ROM_CACHE_ENABLE, state, 0, 0, 0, 0, 0);
    (void)rom_call(TE_BOARD_ROM_CACHE_INVALIDATE, 0, 0, 0, 0, 0, 0);
    return error;
}

#endif

void te_weights_map(void) {
    const uint32_t bytes = (uint32_t)((uintptr_t)te_weights_end - (uintptr_t)te_weights_start);
    const mapping wanted = {
        .address = (uint32_t)(uintptr_t)te_weights_start,
        .offset = (uint32_t)(uintptr_t)te_weights_offset,
        .pages = (bytes + PAGE_BYTES - 1u) / PAGE_BYTES,
    };
    if (wanted.pages == 0) {
        return;
    }
    const uint32_t error = mapped(wanted);
    if (error != 0) {
        const te_panic_word words[] = {{"error", error}, {"pages", wanted.pages}};
        te_panic("the boot ROM does not map the weights", words, sizeof words / sizeof words[0]);
    }
}
