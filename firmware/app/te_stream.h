/* Streams: sample after sample, without waiting for the host. PROTOCOL.md, section 7. */
#ifndef TE_STREAM_H
#define TE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "te_model.h"

/* Bytes of samples that are taken ahead of the one that is being filled, where the line keeps what
 * comes while the model runs; 0 elsewhere. */
#define TE_STREAM_AHEAD TE_MAX_PAYLOAD

/* Bytes for results that the host has not acknowledged. A result that is larger stays where it is,
 * in the output tensors, and nothing runs until the host has it. */
#define TE_STREAM_KEPT (TE_MAX_PAYLOAD / 2)

enum {
    TE_STREAM_HOST,
    TE_STREAM_COUNTER,
    TE_STREAM_STORED,
    TE_STREAM_SOURCES,
};

typedef struct {
    const te_model *model;
    bool on;
    uint8_t source;
    bool endless;
    uint16_t session;
    uint16_t number; /* of the next frame sent */
    uint32_t period_us;
    uint64_t due_us;       /* when the next run may begin, by the clock */
    uint32_t sample_bytes; /* of all inputs */
    uint32_t ahead_room;   /* TE_STREAM_AHEAD or 0 */
    uint32_t result_bytes; /* of all outputs */
    uint32_t slots;        /* results that fit into kept; 0: not even one */
    uint32_t next;         /* the sample to be run next */
    uint32_t end;          /* the one that is not run any more, unless endless */
    uint32_t acknowledged; /* the first whose result the host may not have */
    uint32_t position;     /* of the byte that is expected next */
    uint32_t limit;        /* as last told */
    uint32_t filled;       /* bytes that the input tensors have of sample next */
    bool complained;       /* that something was dropped */
    uint32_t ahead_first, ahead_count; /* what is in ahead, a ring */
    uint8_t ahead[TE_STREAM_AHEAD];
    uint32_t kept_first;          /* the slot of sample acknowledged; the others follow it */
    uint8_t kept[TE_STREAM_KEPT]; /* a ring of slots, each for one result */
    uint8_t large[16];            /* the head of a result that stays in the output tensors */
} te_stream;

/* Makes a stream that is not on. model must outlive it. */
void te_stream_prepare(te_stream *stream, const te_model *model);

/* Begins; as if it were on already, it begins anew. source is below TE_STREAM_SOURCES.
 * count: samples; 0: without end. */
void te_stream_start(te_stream *stream, uint16_t session, uint32_t source, uint32_t period_us,
                     uint32_t first, uint32_t count);

/* Takes the payload of a FEED of count bytes; one that is too short is dropped. */
void te_stream_feed(te_stream *stream, const uint8_t *payload, uint32_t count);

/* Whether te_stream_run has something to do now. */
bool te_stream_ready(const te_stream *stream);

/* Whether it will have with time alone, without anything from the host. */
bool te_stream_waits_for_time(const te_stream *stream);

/* Runs the next sample and sends its result; only where te_stream_ready. */
void te_stream_run(te_stream *stream);

#endif
