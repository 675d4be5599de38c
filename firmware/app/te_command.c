#include "te_command.h"

#include <stddef.h>

#include "port.h"
#include "te_bytes.h"
#include "te_count.h"
#include "te_describe.h"
#include "te_memory.h"
#include "te_run.h"
#include "te_samples.h"
#include "te_stack.h"

enum {
    AT_VERSION = 0,
    AT_TYPE = 1,
    AT_SESSION = 2,
    AT_SEQUENCE = 4,
};

enum {
    HELLO = 0x01,
    DESCRIBE,
    WRITE,
    READ,
    INVOKE,
    STEP,
    COUNTS,
    STACK,
    RESET,
    START,
    STOP,
    FEED = 0x30,
    LAST_FROM_HOST = 0x3f,
    RESPONSE = 0x80,
    ERROR = 0xff,
};

typedef enum {
    NO_ERROR,
    DAMAGED,
    VERSION,
    SESSION,
    SEQUENCE,
    COMMAND,
    LENGTH,
    TENSOR,
    RANGE,
    LAYER,
    ORDER,
    STREAM,
    SOURCE,
} error_code;

#define ERROR_PAYLOAD 6u
#define WRITE_HEAD 6u

/* What came of a request: value is the length of the response's payload, or the error's detail. */
typedef struct {
    error_code error;
    uint32_t value;
} outcome;

static outcome done(uint32_t payload_bytes) {
    return (outcome){.error = NO_ERROR, .value = payload_bytes};
}

static outcome refused(error_code error, uint32_t detail) {
    return (outcome){.error = error, .value = detail};
}

/* in: the request's payload, of a length that the table of commands allows. out: room for
 * TE_MAX_PAYLOAD bytes. */
typedef outcome (*command)(te_command_state *state, const uint8_t *in, uint32_t count,
                           uint8_t *out);

static outcome describe_from(const te_model *model, uint32_t offset, uint8_t *out) {
    const uint32_t room = TE_MAX_PAYLOAD - 2u;
    const uint32_t total = te_describe(model, offset, out + 2, room);
    if (offset > total) {
        return refused(RANGE, total);
    }
    te_put16(out, total);
    return done(2u + (total - offset < room ? total - offset : room));
}

static outcome hello(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)in;
    (void)count;
    return describe_from(state->model, 0, out);
}

static outcome describe(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)count;
    return describe_from(state->model, te_get16(in), out);
}

/* The bytes [offset, offset + length) of a tensor, or why there are none. */
static outcome find_bytes(const te_model *model, const uint8_t *in, uint32_t length,
                          uint8_t **bytes) {
    const uint32_t number = te_get16(in);
    const uint32_t offset = te_get32(in + 2);
    if (number >= model->tensor_count) {
        return refused(TENSOR, model->tensor_count);
    }
    const te_tensor *const tensor = &model->tensors[number];
    if (length > tensor->bytes || offset > tensor->bytes - length) {
        return refused(RANGE, tensor->bytes);
    }
    *bytes = (uint8_t *)tensor->data + offset;
    return done(0);
}

static outcome write_tensor(te_command_state *state, const uint8_t *in, uint32_t count,
                            uint8_t *out) {
    (void)out;
    uint8_t *bytes;
    const uint32_t length = count - WRITE_HEAD;
    const outcome found = find_bytes(state->model, in, length, &bytes);
    if (found.error == NO_ERROR) {
        memcpy(bytes, in + WRITE_HEAD, length);
    }
    return found;
}

static outcome read_tensor(te_command_state *state, const uint8_t *in, uint32_t count,
                           uint8_t *out) {
    (void)count;
    uint8_t *bytes;
    const uint32_t length = te_get16(in + 6);
    if (length == 0 || length > TE_MAX_PAYLOAD) {
        return refused(LENGTH, TE_MAX_PAYLOAD);
    }
    const outcome found = find_bytes(state->model, in, length, &bytes);
    if (found.error != NO_ERROR) {
        return found;
    }
    memcpy(out, bytes, length);
    return done(length);
}

static outcome invoke(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)in;
    (void)count;
    const uint64_t total = te_run(state->model);
    state->next_layer = state->model->layer_count;
    te_put32(out, (uint32_t)total);
    te_put32(out + 4, (uint32_t)(total >> 32));
    return done(8);
}

static outcome step(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)count;
    const uint32_t layer = te_get16(in);
    if (layer >= state->model->layer_count) {
        return refused(LAYER, state->model->layer_count);
    }
    if (layer != 0 && layer != state->next_layer) {
        return refused(ORDER, state->next_layer);
    }
    te_put32(out, te_run_layer(state->model, layer));
    state->next_layer = layer + 1;
    return done(4);
}

static outcome counts(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)count;
    const te_model *const model = state->model;
    const uint32_t first = te_get16(in);
    if (model->counts == NULL) {
        return refused(COMMAND, 0);
    }
    if (first >= model->layer_count) {
        return refused(LAYER, model->layer_count);
    }
    uint32_t bytes = 0;
    for (uint32_t i = first; i < model->layer_count && bytes + 4u <= TE_MAX_PAYLOAD; ++i) {
        te_put32(out + bytes, model->counts[i]);
        bytes += 4u;
    }
    return done(bytes);
}

static outcome stack(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)state;
    (void)in;
    (void)count;
    te_put32(out, te_stack_used());
    te_put32(out + 4, TE_STACK_BYTES);
    return done(8);
}

static void forget(te_command_state *state) {
    state->next_layer = 0;
    if (state->model->reset != NULL) {
        state->model->reset();
    }
}

static outcome reset(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)in;
    (void)count;
    (void)out;
    forget(state);
    return done(0);
}

static uint32_t sources(void) {
    return te_sample_count > 0 ? TE_STREAM_SOURCES : TE_STREAM_SOURCES - 1u;
}

static outcome start(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)count;
    te_stream *const stream = &state->stream;
    const uint32_t period_us = te_get32(in + 2);
    if (in[0] >= sources() || (period_us > 0 && te_port_time_us() == 0)) {
        return refused(SOURCE, sources());
    }
    te_stream_start(stream, state->session, in[0], period_us, te_get32(in + 6), te_get32(in + 10));
    state->next_layer = 0;
    te_put32(out, stream->sample_bytes);
    te_put32(out + 4, stream->ahead_room);
    return done(8);
}

static outcome stop(te_command_state *state, const uint8_t *in, uint32_t count, uint8_t *out) {
    (void)in;
    (void)count;
    state->stream.on = false;
    te_put32(out, state->stream.next);
    return done(4);
}

static outcome execute(te_command_state *state, uint32_t type, const uint8_t *in, uint32_t count,
                       uint8_t *out) {
    static const struct {
        command run;
        uint16_t shortest, longest; /* payload, bytes */
        bool disturbs;              /* a stream */
    } commands[] = {
        [HELLO] = {hello, 0, 0, false},
        [DESCRIBE] = {describe, 2, 2, false},
        [READ] = {read_tensor, 8, 8, false},
        [WRITE] = {write_tensor, WRITE_HEAD + 1u, TE_MAX_PAYLOAD, true},
        [INVOKE] = {invoke, 0, 0, true},
        [STEP] = {step, 2, 2, true},
        [COUNTS] = {counts, 2, 2, false},
        [STACK] = {stack, 0, 0, false},
        [RESET] = {reset, 0, 0, true},
        [START] = {start, 14, 14, true},
        [STOP] = {stop, 0, 0, false},
    };
    if (type >= sizeof commands / sizeof commands[0] || commands[type].run == NULL) {
        return refused(COMMAND, 0);
    }
    if (count < commands[type].shortest || count > commands[type].longest) {
        return refused(LENGTH, TE_MAX_PAYLOAD);
    }
    if (state->stream.on && commands[type].disturbs) {
        return refused(STREAM, state->stream.next);
    }
    return commands[type].run(state, in, count, out);
}

void te_command_header(uint8_t *frame, uint32_t type, uint32_t session, uint32_t sequence) {
    frame[AT_VERSION] = TE_PROTOCOL_VERSION;
    frame[AT_TYPE] = (uint8_t)type;
    te_put16(frame + AT_SESSION, session);
    te_put16(frame + AT_SEQUENCE, sequence);
}

static uint32_t put_error(uint8_t *payload, uint32_t type, error_code error, uint32_t detail) {
    payload[0] = (uint8_t)type;
    payload[1] = (uint8_t)error;
    te_put32(payload + 2, detail);
    return ERROR_PAYLOAD;
}

/* Sends an error that is no response, and so leaves the stored one alone. */
static void send_error(uint32_t session, uint32_t sequence, uint32_t type, error_code error,
                       uint32_t detail) {
    uint8_t frame[TE_FRAME_HEADER + ERROR_PAYLOAD + TE_FRAME_CRC];
    te_command_header(frame, ERROR, session, sequence);
    te_frame_send(frame, TE_FRAME_HEADER + put_error(frame + TE_FRAME_HEADER, type, error, detail));
}

static void respond(te_command_state *state, const uint8_t *frame, uint32_t count) {
    const uint32_t type = frame[AT_TYPE];
    uint8_t *const payload = state->response + TE_FRAME_HEADER;
    const outcome came =
        execute(state, type, frame + TE_FRAME_HEADER, count - TE_FRAME_HEADER, payload);
    if (came.error == NO_ERROR) {
        te_command_header(state->response, type | RESPONSE, state->session, state->sequence);
        state->response_count = TE_FRAME_HEADER + came.value;
    } else {
        te_command_header(state->response, ERROR, state->session, state->sequence);
        state->response_count =
            TE_FRAME_HEADER + put_error(payload, type, came.error, came.value);
    }
}

void te_command_start(te_command_state *state, const te_model *model) {
    state->model = model;
    state->open = false;
    te_stream_prepare(&state->stream, model);
    forget(state);
    te_count_start();
}

void te_command_answer(te_command_state *state, const uint8_t *frame, uint32_t count) {
    const uint32_t type = frame[AT_TYPE];
    const uint16_t session = te_get16(frame + AT_SESSION);
    const uint16_t sequence = te_get16(frame + AT_SEQUENCE);
    const uint32_t crc = te_get32(frame + count);
    if (type > LAST_FROM_HOST) {
        return;
    }
    if (frame[AT_VERSION] != TE_PROTOCOL_VERSION) {
        send_error(session, sequence, type, VERSION, TE_PROTOCOL_VERSION);
        return;
    }
    if (type == HELLO && !(state->open && session == state->session)) {
        state->open = true;
        state->session = session;
        state->next_layer = 0;
        state->stream.on = false;
    } else if (!state->open || session != state->session) {
        send_error(session, sequence, type, SESSION, 0);
        return;
    } else if (type >= FEED) {
        if (type == FEED) {
            te_stream_feed(&state->stream, frame + TE_FRAME_HEADER, count - TE_FRAME_HEADER);
        }
        return;
    } else if (sequence == state->sequence && crc == state->request_crc) {
        te_frame_send(state->response, state->response_count);
        return;
    } else if (sequence != (uint16_t)(state->sequence + 1u)) {
        send_error(session, sequence, type, SEQUENCE, (uint16_t)(state->sequence + 1u));
        return;
    }
    state->sequence = sequence;
    state->request_crc = crc;
    respond(state, frame, count);
    te_frame_send(state->response, state->response_count);
}

void te_command_damaged(te_command_state *state, uint32_t count) {
    if (state->open && count >= TE_FRAME_HEADER + TE_FRAME_CRC) {
        send_error(state->session, state->sequence, 0, DAMAGED, 0);
    }
}
