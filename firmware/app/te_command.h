/* Requests of the host and their answers: PROTOCOL.md, sections 2 to 6. */
#ifndef TE_COMMAND_H
#define TE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "te_frame.h"
#include "te_model.h"
#include "te_stream.h"

#define TE_PROTOCOL_VERSION 1

/* The conversation as the device knows it; te_command_start makes it. */
typedef struct {
    const te_model *model;
    uint32_t next_layer; /* the only one that STEP may run, besides 0 */
    bool open;           /* a session is; the three below are of it */
    uint16_t session;
    uint16_t sequence;    /* of the last request executed */
    uint32_t request_crc; /* of it */
    uint32_t response_count;
    uint8_t response[TE_FRAME_CAPACITY]; /* to it, to be sent again if it got lost */
    te_stream stream;
} te_command_state;

/* Makes the device ready for its first session. model must outlive state. */
void te_command_start(te_command_state *state, const te_model *model);

/* Answers a frame that te_frame_take called good: count bytes of header and payload. */
void te_command_answer(te_command_state *state, const uint8_t *frame, uint32_t count);

/* Writes the TE_FRAME_HEADER bytes that a frame begins with. */
void te_command_header(uint8_t *frame, uint32_t type, uint32_t session, uint32_t sequence);

/* Answers something that te_frame_take called damaged, of count bytes. */
void te_command_damaged(te_command_state *state, uint32_t count);

#endif
