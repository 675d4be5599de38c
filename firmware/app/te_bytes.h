/* Little-endian numbers at any alignment, which not every core could load at once. */
#ifndef TE_BYTES_H
#define TE_BYTES_H

#include <stdint.h>

static inline uint16_t te_get16(const uint8_t *bytes) {
    return (uint16_t)(bytes[0] | (uint32_t)bytes[1] << 8);
}

static inline uint32_t te_get32(const uint8_t *bytes) {
    return te_get16(bytes) | (uint32_t)te_get16(bytes + 2) << 16;
}

static inline void te_put16(uint8_t *bytes, uint32_t value) {
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static inline void te_put32(uint8_t *bytes, uint32_t value) {
    te_put16(bytes, value);
    te_put16(bytes + 2, value >> 16);
}

#endif
