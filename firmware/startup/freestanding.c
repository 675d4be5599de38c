/* The functions that compilers call on their own; left out where compiler-rt brings them. Built
 * with -ffreestanding and without turning loops into the very calls they define. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);

#define WORD 4u

static int aligned(const void *address) {
    return ((uintptr_t)address & (WORD - 1u)) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    uint8_t *out = to;
    const uint8_t *in = from;
    if (aligned(to) && aligned(from)) {
        for (; count >= WORD; count -= WORD, out += WORD, in += WORD) {
            *(uint32_t *)(void *)out = *(const uint32_t *)(const void *)in;
        }
    }
    while (count-- > 0) {
        *out++ = *in++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    uint8_t *out = to;
    const uint8_t *in = from;
    if ((uintptr_t)out - (uintptr_t)in >= count) {
        return memcpy(to, from, count);
    }
    while (count-- > 0) {
        out[count] = in[count];
    }
    return to;
}

void *memset(void *to, int value, size_t count) {
    uint8_t *out = to;
    for (; count > 0 && !aligned(out); --count) {
        *out++ = (uint8_t)value;
    }
    const uint32_t word = 0x01010101u * (uint8_t)value;
    for (; count >= WORD; count -= WORD, out += WORD) {
        *(uint32_t *)(void *)out = word;
    }
    while (count-- > 0) {
        *out++ = (uint8_t)value;
    }
    return to;
}
