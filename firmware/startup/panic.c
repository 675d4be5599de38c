#include "panic.h"

#include "port.h"

#define HALT_FAULT 1

static void put(const char *text) {
    uint32_t count = 0;
    while (text[count] != '\0') {
        ++count;
    }
    te_port_write((const uint8_t *)text, count);
}

static void put_hex(uint32_t value) {
    uint8_t digits[8];
    for (uint32_t i = 0; i < sizeof digits; ++i) {
        digits[i] = (uint8_t)"0123456789abcdef"[value >> 28];
        value <<= 4;
    }
    te_port_write(digits, sizeof digits);
}

_Noreturn void te_panic(const char *what, const te_panic_word *words, uint32_t count) {
    static const uint8_t frame_end[] = {0};
    te_port_write(frame_end, sizeof frame_end);
    put("\r\ntinyedge panic: ");
    put(what);
    for (uint32_t i = 0; i < count; ++i) {
        put(" ");
        put(words[i].name);
        put("=0x");
        put_hex(words[i].value);
    }
    put("\r\n");
    te_port_halt(HALT_FAULT);
}
