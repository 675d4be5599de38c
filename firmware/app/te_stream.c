#include "te_stream.h"

#include "port.h"
#include "te_bytes.h"
#include "te_command.h"
#include "te_frame.h"
#include "te_memory.h"
#include "te_run.h"
#include "te_samples.h"

enum {
    RESULT = 0xc0,
    GRANT = 0xc1,
};

/* Why a GRANT is sent. */
enum {
    LIMIT_ROSE,
    DATA_MISSED,
    ASKED,
};

#define FEED_HEAD 9u
#define RESULT_HEAD 32u
#define GRANT_BYTES 13u
#define KEPT_HEAD 16u /* time u64, count u64 */
/* Small, so that the frame fits the stack; results of classifiers are smaller still. */
#define RESULT_DATA (TE_MAX_PAYLOAD < 160u ? TE_MAX_PAYLOAD - RESULT_HEAD : 128u)

static void put64(uint8_t *bytes, uint64_t value) {
    te_put32(bytes, (uint32_t)value);
    te_put32(bytes + 4, (uint32_t)(value >> 32));
}

static uint32_t total_bytes(const te_model *model, const uint16_t *numbers, uint32_t count) {
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; ++i) {
        total += model->tensors[numbers[i]].bytes;
    }
    return total;
}

/* The memory of a byte of some tensors in a row, and in *left how many follow it there. */
static uint8_t *byte_of(const te_model *model, const uint16_t *numbers, uint32_t offset,
                        uint32_t *left) {
    while (offset >= model->tensors[*numbers].bytes) {
        offset -= model->tensors[*numbers].bytes;
        ++numbers;
    }
    const te_tensor *const tensor = &model->tensors[*numbers];
    *left = tensor->bytes - offset;
    return (uint8_t *)tensor->data + offset;
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

/* Copies outputs from offset on; both ends of the copy are inside the result. */
static void copy_outputs(const te_model *model, uint32_t offset, uint32_t count, uint8_t *to) {
    while (count > 0) {
        uint32_t left;
        const uint8_t *const from = byte_of(model, model->outputs, offset, &left);
        const uint32_t part = least(left, count);
        memcpy(to, from, part);
        to += part;
        offset += part;
        count -= part;
    }
}

/* An index of a ring, from one below twice its count. No chip needs to have a division for it. */
static uint32_t wrapped(uint32_t index, uint32_t count) {
    return index < count ? index : index - count;
}

/* value modulo divisor, which is not 0; bit by bit, for the chips that would take 400 bytes of
 * library for it. */
static uint32_t modulo(uint32_t value, uint32_t divisor) {
    uint32_t rest = 0;
    for (uint32_t bit = UINT32_C(1) << 31; bit != 0; bit >>= 1) {
        const bool carried = rest > UINT32_MAX / 2u;
        rest = rest << 1 | ((value & bit) != 0);
        if (carried || rest >= divisor) {
            rest -= divisor;
        }
    }
    return rest;
}

/* Where the head of a result is kept; its data is behind it unless there are no slots. */
static uint8_t *kept(te_stream *s, uint32_t sample) {
    if (s->slots == 0) {
        return s->large;
    }
    const uint32_t slot = wrapped(s->kept_first + (sample - s->acknowledged), s->slots);
    return s->kept + slot * (KEPT_HEAD + s->result_bytes);
}

static bool room_for_a_result(const te_stream *s) {
    return s->next - s->acknowledged < (s->slots > 0 ? s->slots : 1u);
}

/* The input tensors may share memory with the outputs. */
static bool inputs_are_free(const te_stream *s) {
    return s->slots > 0 || s->next == s->acknowledged;
}

static bool ended(const te_stream *s) {
    return !s->endless && s->next == s->end;
}

/* The position below which bytes can be taken. */
static uint32_t current_limit(const te_stream *s) {
    const uint32_t room = s->ahead_room - s->ahead_count;
    return s->position + room + (inputs_are_free(s) && !ended(s) ? s->sample_bytes - s->filled : 0);
}

static void send(te_stream *s, uint8_t *frame, uint32_t type, uint32_t payload_bytes) {
    te_command_header(frame, type, s->session, s->number++);
    te_frame_send(frame, TE_FRAME_HEADER + payload_bytes);
}

static void grant(te_stream *s, uint8_t why) {
    uint8_t frame[TE_FRAME_HEADER + GRANT_BYTES + TE_FRAME_CRC];
    uint8_t *const payload = frame + TE_FRAME_HEADER;
    s->limit = current_limit(s);
    te_put32(payload, s->position);
    te_put32(payload + 4, s->limit);
    te_put32(payload + 8, s->next);
    payload[12] = why;
    send(s, frame, GRANT, GRANT_BYTES);
}

static void send_result(te_stream *s, uint32_t sample) {
    uint8_t frame[TE_FRAME_HEADER + RESULT_HEAD + RESULT_DATA + TE_FRAME_CRC];
    uint8_t *const payload = frame + TE_FRAME_HEADER;
    const uint8_t *const head = kept(s, sample);
    s->limit = current_limit(s);
    for (uint32_t offset = 0; offset < s->result_bytes; offset += RESULT_DATA) {
        const uint32_t part = least(s->result_bytes - offset, RESULT_DATA);
        te_put32(payload, sample);
        memcpy(payload + 4, head, KEPT_HEAD);
        te_put32(payload + 20, s->limit);
        te_put32(payload + 24, s->result_bytes);
        te_put32(payload + 28, offset);
        if (s->slots > 0) {
            memcpy(payload + RESULT_HEAD, head + KEPT_HEAD + offset, part);
        } else {
            copy_outputs(s->model, offset, part, payload + RESULT_HEAD);
        }
        send(s, frame, RESULT, RESULT_HEAD + part);
    }
}

/* Puts bytes of the host's into the input tensors, as far as sample next still needs some. */
static uint32_t fill(te_stream *s, const uint8_t *bytes, uint32_t count) {
    uint32_t used = 0;
    while (used < count && s->filled < s->sample_bytes) {
        uint32_t left;
        uint8_t *const to = byte_of(s->model, s->model->inputs, s->filled, &left);
        const uint32_t part = least(left, count - used);
        memcpy(to, bytes + used, part);
        s->filled += part;
        used += part;
    }
    return used;
}

/* Moves what was taken ahead into the input tensors. */
static void draw(te_stream *s) {
    while (s->ahead_count > 0 && s->filled < s->sample_bytes && inputs_are_free(s)) {
        const uint32_t in_a_row = least(s->ahead_count, TE_STREAM_AHEAD - s->ahead_first);
        const uint32_t used = fill(s, s->ahead + s->ahead_first, in_a_row);
        s->ahead_first = wrapped(s->ahead_first + used, TE_STREAM_AHEAD);
        s->ahead_count -= used;
    }
}

/* Takes bytes that are expected and below the limit. */
static void take(te_stream *s, const uint8_t *bytes, uint32_t count) {
    s->position += count;
    if (s->ahead_count == 0 && inputs_are_free(s)) {
        const uint32_t used = fill(s, bytes, count);
        bytes += used;
        count -= used;
    }
    while (count > 0) {
        const uint32_t at = wrapped(s->ahead_first + s->ahead_count, TE_STREAM_AHEAD);
        const uint32_t part = least(count, TE_STREAM_AHEAD - at);
        memcpy(s->ahead + at, bytes, part);
        s->ahead_count += part;
        bytes += part;
        count -= part;
    }
}

static void acknowledge(te_stream *s, uint32_t acknowledged) {
    const uint32_t more = acknowledged - s->acknowledged;
    if (more <= s->next - s->acknowledged) {
        s->kept_first = wrapped(s->kept_first + more, s->slots);
        s->acknowledged = acknowledged;
        draw(s);
    }
}

static void resend(te_stream *s) {
    for (uint32_t sample = s->acknowledged; sample != s->next; ++sample) {
        send_result(s, sample);
    }
}

void te_stream_prepare(te_stream *s, const te_model *model) {
    s->model = model;
    s->on = false;
    s->sample_bytes = total_bytes(model, model->inputs, model->input_count);
    s->result_bytes = total_bytes(model, model->outputs, model->output_count);
    s->slots = 0;
    for (uint32_t left = TE_STREAM_KEPT; left >= KEPT_HEAD && left - KEPT_HEAD >= s->result_bytes;
         left -= KEPT_HEAD + s->result_bytes) {
        s->slots++;
    }
}

void te_stream_start(te_stream *s, uint16_t session, uint32_t source, uint32_t period_us,
                     uint32_t first, uint32_t count) {
    s->on = true;
    s->source = (uint8_t)source;
    s->endless = count == 0;
    s->session = session;
    s->number = 0;
    s->period_us = period_us;
    s->due_us = period_us > 0 ? te_port_time_us() : 0;
    s->kept_first = 0;
    s->next = first;
    s->end = first + count;
    s->acknowledged = first;
    s->position = 0;
    s->filled = 0;
    s->complained = false;
    s->ahead_room = te_port_keeps() ? TE_STREAM_AHEAD : 0;
    s->ahead_first = 0;
    s->ahead_count = 0;
    s->limit = current_limit(s);
}

/* Takes what is new of data that begins at position; whether none is missing before or behind. */
static bool take_new(te_stream *s, uint32_t position, const uint8_t *data, uint32_t count) {
    const uint32_t known = s->position - position;
    if (known > count) {
        return (int32_t)known > 0; /* all of it is known, or what comes before it is missing */
    }
    const uint32_t fresh = count - known;
    const uint32_t room = s->limit - s->position;
    if (fresh > 0 && room > 0) {
        s->complained = false;
        take(s, data + known, least(fresh, room));
    }
    return fresh <= room;
}

void te_stream_feed(te_stream *s, const uint8_t *payload, uint32_t count) {
    if (!s->on || count < FEED_HEAD) {
        return;
    }
    const bool asked = payload[4] != 0;
    acknowledge(s, te_get32(payload));
    if (s->source == TE_STREAM_HOST &&
        !take_new(s, te_get32(payload + 5), payload + FEED_HEAD, count - FEED_HEAD) &&
        !s->complained) {
        s->complained = true;
        grant(s, DATA_MISSED);
    }
    if (asked) {
        resend(s);
        grant(s, ASKED);
    } else if ((int32_t)(current_limit(s) - s->limit) > 0) {
        grant(s, LIMIT_ROSE);
    }
}

static bool has_a_sample(const te_stream *s) {
    return s->source != TE_STREAM_HOST || s->filled == s->sample_bytes;
}

static bool could_run(const te_stream *s) {
    return s->on && !ended(s) && has_a_sample(s) && room_for_a_result(s);
}

bool te_stream_waits_for_time(const te_stream *s) {
    return could_run(s) && s->period_us > 0;
}

bool te_stream_ready(const te_stream *s) {
    return could_run(s) && (s->period_us == 0 || te_port_time_us() >= s->due_us);
}

static void count_up(te_stream *s) {
    uint32_t i = 0;
    for (s->filled = 0; s->filled < s->sample_bytes; ++i) {
        const uint8_t byte = (uint8_t)((s->next * 2654435761u + i * 40503u) >> 16);
        (void)fill(s, &byte, 1);
    }
}

static void make_sample(te_stream *s) {
    s->filled = 0;
    if (s->source == TE_STREAM_COUNTER) {
        count_up(s);
    } else {
        const uint32_t which = modulo(s->next, te_sample_count);
        (void)fill(s, te_samples + which * s->sample_bytes, s->sample_bytes);
    }
}

void te_stream_run(te_stream *s) {
    const uint64_t now = te_port_time_us();
    const uint32_t sample = s->next;
    if (s->source != TE_STREAM_HOST) {
        make_sample(s);
    }
    const uint64_t count = te_run(s->model);
    uint8_t *const head = kept(s, sample);
    put64(head, now);
    put64(head + 8, count);
    if (s->slots > 0) {
        copy_outputs(s->model, 0, s->result_bytes, head + KEPT_HEAD);
    }
    s->due_us = (now < s->due_us + s->period_us ? s->due_us : now) + s->period_us;
    s->next++;
    s->filled = 0;
    draw(s);
    send_result(s, sample);
}
