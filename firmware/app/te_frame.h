/* Frames on the wire: COBS and CRC-32, PROTOCOL.md section 1. No heap, no copies of a frame. */
#ifndef TE_FRAME_H
#define TE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "board.h"

#define TE_FRAME_HEADER 6u
#define TE_FRAME_CRC 4u
#define TE_FRAME_CAPACITY (TE_FRAME_HEADER + TE_MAX_PAYLOAD + TE_FRAME_CRC)

typedef enum {
    TE_FRAME_NONE,    /* not at the end of a frame */
    TE_FRAME_GOOD,    /* bytes holds a frame: count bytes of header and payload, then the crc */
    TE_FRAME_DAMAGED, /* something ended that is no frame; count bytes of it were decoded */
} te_frame_event;

/* Takes the stream byte by byte. All zero is the right start; only event, count and bytes are for
 * others to read, and only until the next byte is taken. */
typedef struct {
    uint32_t count;
    uint8_t block;  /* bytes of the current COBS block still to come */
    bool zero_due;  /* a zero stands between the last block and the next */
    bool begun;     /* something came since the last delimiter */
    bool overlong;  /* more came than fits */
    uint8_t bytes[TE_FRAME_CAPACITY];
} te_frame_decoder;

/* Takes one byte of the stream. Any bytes in any order are safe. */
te_frame_event te_frame_take(te_frame_decoder *decoder, uint8_t byte);

/* Sends count bytes of header and payload as a frame, count <= TE_FRAME_HEADER + TE_MAX_PAYLOAD.
 * Writes the crc behind them: frame must have room for TE_FRAME_CRC bytes more. */
void te_frame_send(uint8_t *frame, uint32_t count);

/* CRC-32 as in PROTOCOL.md; of no bytes it is 0. */
uint32_t te_frame_crc(const uint8_t *bytes, uint32_t count);

#endif
