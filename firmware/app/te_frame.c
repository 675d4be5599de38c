#include "te_frame.h"

#include "port.h"
#include "te_bytes.h"

_Static_assert(TE_MAX_PAYLOAD >= 64 && TE_MAX_PAYLOAD <= 65535, "PROTOCOL.md, section 5");

#define LONGEST_BLOCK 254u

uint32_t te_frame_crc(const uint8_t *bytes, uint32_t count) {
    /* A table of nibbles: 64 bytes of flash instead of 1,024, and half the speed. */
    static const uint32_t table[16] = {
        0x00000000u, 0x1db71064u, 0x3b6e20c8u, 0x26d930acu, 0x76dc4190u, 0x6b6b51f4u,
        0x4db26158u, 0x5005713cu, 0xedb88320u, 0xf00f9344u, 0xd6d6a3e8u, 0xcb61b38cu,
        0x9b64c2b0u, 0x86d3d2d4u, 0xa00ae278u, 0xbdbdf21cu,
    };
    uint32_t crc = UINT32_MAX;
    for (uint32_t i = 0; i < count; ++i) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ table[crc & 15u];
        crc = crc >> 4 ^ table[crc & 15u];
    }
    return ~crc;
}

static void store(te_frame_decoder *decoder, uint8_t byte) {
    if (decoder->count == TE_FRAME_CAPACITY) {
        decoder->overlong = true;
        return;
    }
    decoder->bytes[decoder->count++] = byte;
}

static void begin(te_frame_decoder *decoder) {
    decoder->count = 0;
    decoder->block = 0;
    decoder->zero_due = false;
    decoder->overlong = false;
    decoder->begun = true;
}

static te_frame_event end(te_frame_decoder *decoder) {
    if (!decoder->begun) {
        return TE_FRAME_NONE;
    }
    decoder->begun = false;
    if (decoder->overlong || decoder->block != 0 ||
        decoder->count < TE_FRAME_HEADER + TE_FRAME_CRC) {
        return TE_FRAME_DAMAGED;
    }
    const uint32_t covered = decoder->count - TE_FRAME_CRC;
    if (te_frame_crc(decoder->bytes, covered) != te_get32(decoder->bytes + covered)) {
        return TE_FRAME_DAMAGED;
    }
    decoder->count = covered;
    return TE_FRAME_GOOD;
}

te_frame_event te_frame_take(te_frame_decoder *decoder, uint8_t byte) {
    if (byte == 0) {
        return end(decoder);
    }
    if (!decoder->begun) {
        begin(decoder);
    }
    if (decoder->block != 0) {
        decoder->block--;
        store(decoder, byte);
        return TE_FRAME_NONE;
    }
    if (decoder->zero_due) {
        store(decoder, 0);
    }
    decoder->block = (uint8_t)(byte - 1u);
    decoder->zero_due = byte <= LONGEST_BLOCK;
    return TE_FRAME_NONE;
}

/* Collects what is sent, so that a frame of many short blocks needs few calls of the port. */
typedef struct {
    uint32_t count;
    uint8_t bytes[64];
} staging;

static void flush(staging *stage) {
    te_port_write(stage->bytes, stage->count);
    stage->count = 0;
}

static void put(staging *stage, uint8_t byte) {
    if (stage->count == sizeof stage->bytes) {
        flush(stage);
    }
    stage->bytes[stage->count++] = byte;
}

static void put_cobs(staging *stage, const uint8_t *bytes, uint32_t count) {
    uint32_t at = 0;
    for (;;) {
        uint32_t block = 0;
        while (block < LONGEST_BLOCK && at + block < count && bytes[at + block] != 0) {
            ++block;
        }
        put(stage, (uint8_t)(block + 1u));
        for (uint32_t i = 0; i < block; ++i) {
            put(stage, bytes[at + i]);
        }
        at += block;
        if (at == count) {
            return;
        }
        if (block < LONGEST_BLOCK) {
            ++at; /* the zero that ended the block; a last one leaves an empty block behind it */
        }
    }
}

void te_frame_send(uint8_t *frame, uint32_t count) {
    staging stage = {.count = 0};
    te_put32(frame + count, te_frame_crc(frame, count));
    put(&stage, 0);
    put_cobs(&stage, frame, count + TE_FRAME_CRC);
    put(&stage, 0);
    flush(&stage);
}
