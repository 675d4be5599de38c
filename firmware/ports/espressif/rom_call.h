/* Functions of the boot ROM, by their addresses: components/esp_rom/<chip>/ld/ of ESP-IDF. */
#ifndef ROM_CALL_H
#define ROM_CALL_H

#include <stdint.h>

#if defined(__riscv)

typedef uint32_t rom_function(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,
                              uint32_t f);

static inline uint32_t rom_call(uint32_t function, uint32_t a, uint32_t b, uint32_t c, uint32_t d,
                                uint32_t e, uint32_t f) {
    return ((rom_function *)(uintptr_t)function)(a, b, c, d, e, f);
}

#else

/* Xtensa's ROM is for the windowed ABI, this firmware for call0: rom_call.S is between them. For
 * functions that do not call more than six deep, as no window is ever written to memory. */
uint32_t rom_call(uint32_t function, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,
                  uint32_t f);

#endif

#endif
