/* The firmware's application, whole, fed what a script says: frames of every type with any payload
 * and the right checksum, as no honest host sends them, and noise. Under sanitizers, it must end
 * every script in order, say nothing but whole frames, and answer HELLO after it.
 *
 *   fuzz_firmware SEED BYTES     scripts made from a seed, until the decoder has had so many bytes
 *
 * or, linked without its main (-DLIBFUZZER), a target of libFuzzer:
 *
 *   clang -fsanitize=fuzzer,address,undefined -DLIBFUZZER ...
 *
 * tests/link/test_fuzz.py has the whole command. The firmware's own main is te_firmware_main here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port.h"
#include "te_bytes.h"
#include "te_frame.h"

#define MOST_SENT (1u << 18)
#define HELLO 0x01u
#define RESPONSE 0x80u
#define LAST_SESSION 0xabcdu

int te_firmware_main(void);
int LLVMFuzzerTestOneInput(const uint8_t *script, size_t size);

static uint8_t sent[MOST_SENT]; /* to the firmware */
static uint32_t sent_count, read_count;
static bool making;              /* te_port_write makes what is sent, instead of taking what is said */
static te_frame_decoder heard;
static uint8_t last_heard[TE_FRAME_HEADER];
static uint32_t calls;
static unsigned long long said[256]; /* frames by type */
static uint64_t now_us;

static void fail(const char *why) {
    (void)fprintf(stderr, "fuzz_firmware: %s\n", why);
    abort();
}

void te_port_start(void) {
}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    uint32_t count = sent_count - read_count;
    count = count < capacity ? count : capacity;
    count = count > 0 && calls % 3 == 0 ? 1 : count; /* in pieces of any length */
    memcpy(bytes, sent + read_count, count);
    read_count += count;
    ++calls;
    return count;
}

bool te_port_pending(void) {
    return ++calls % 4 != 0;
}

bool te_port_keeps(void) {
    return calls % 16 < 12;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    if (making) {
        if (count <= MOST_SENT - sent_count) {
            memcpy(sent + sent_count, bytes, count);
            sent_count += count;
        }
        return;
    }
    for (uint32_t i = 0; i < count; ++i) {
        switch (te_frame_take(&heard, bytes[i])) {
        case TE_FRAME_GOOD:
            memcpy(last_heard, heard.bytes, sizeof last_heard);
            said[last_heard[1]]++;
            break;
        case TE_FRAME_DAMAGED:
            fail("it said what is no frame");
            break;
        case TE_FRAME_NONE:
            break;
        }
    }
}

uint32_t te_port_count(void) {
    return calls;
}

uint64_t te_port_time_us(void) {
    return now_us += 500;
}

_Noreturn void te_port_halt(int32_t code) {
    (void)code;
    fail("it halted");
    abort();
}

static void send(uint32_t version, uint32_t type, uint32_t session, uint32_t sequence,
                 const uint8_t *payload, uint32_t count) {
    static uint8_t frame[TE_FRAME_CAPACITY];
    frame[0] = (uint8_t)version;
    frame[1] = (uint8_t)type;
    te_put16(frame + 2, session);
    te_put16(frame + 4, sequence);
    memcpy(frame + TE_FRAME_HEADER, payload, count);
    making = true;
    te_frame_send(frame, TE_FRAME_HEADER + count);
    making = false;
}

/* A script is a row of steps: what to do, how much of it, and so many bytes.
 * what 0x00 .. 0xbf: a frame, of the types up to 0x3f most often; from 0x40 on its sequence number is
 * not the next, from 0x80 on its session not the open one. 0xc0 .. 0xdf: bytes as they are.
 * 0xe0 .. 0xef: the end of what was sent so far is cut off. 0xf0 .. 0xff: a byte of it is changed.
 * After half of these, a new session begins, since the old one may be out of step.
 * Payloads that are longer than what the script has left are filled up with what. */
int LLVMFuzzerTestOneInput(const uint8_t *script, size_t size) {
    static uint8_t payload[TE_MAX_PAYLOAD];
    const uint8_t nothing[1] = {0};
    uint32_t session = 7;
    uint32_t sequence = 0;
    sent_count = read_count = 0;
    send(1, HELLO, session, sequence, nothing, 0);
    size_t at = 0;
    while (at + 2 <= size && sent_count < MOST_SENT / 2) {
        const uint32_t what = script[at];
        const uint32_t scale = script[at + 1] >= 0xf0 ? TE_MAX_PAYLOAD / 16u : 1u;
        uint32_t count = script[at + 1] >= 0xf0 ? (script[at + 1] - 0xefu) * scale : script[at + 1];
        at += 2;
        count = count < TE_MAX_PAYLOAD ? count : TE_MAX_PAYLOAD;
        const uint32_t given = count < size - at ? count : (uint32_t)(size - at);
        memset(payload, (int)what, count);
        memcpy(payload, script + at, given);
        at += given;
        if (what < 0xc0) {
            const uint32_t type = what & 0x3fu;
            sequence += what < 0x40 && type < 0x30 ? 1u : 0u;
            send(what == 0xbf ? 2 : 1, type, what < 0x80 ? session : what, sequence, payload, count);
        } else if (what < 0xe0) {
            memcpy(sent + sent_count, payload, count);
            sent_count += count;
        } else if (what < 0xf0) {
            sent_count -= count < sent_count ? count : sent_count;
        } else if (sent_count > 0) {
            sent[sent_count - 1 - count % sent_count] ^= (uint8_t)(1u << (what & 7u));
        }
        if (what >= 0xe0 && (what & 8u) != 0) {
            ++session;
            sequence = 0;
            send(1, HELLO, session, sequence, nothing, 0);
        }
    }
    send(1, HELLO, LAST_SESSION, 0, nothing, 0);
    /* What was cut short may have swallowed the zero in front; it is in step at the next one. */
    send(1, HELLO, LAST_SESSION, 0, nothing, 0);
    memset(last_heard, 0, sizeof last_heard);
    if (te_firmware_main() != 0 || read_count != sent_count) {
        fail("it left something unread");
    }
    if (last_heard[1] != (HELLO | RESPONSE) || te_get16(last_heard + 2) != LAST_SESSION) {
        fail("it does not answer HELLO");
    }
    return 0;
}

#ifndef LIBFUZZER
static uint64_t state;

static uint32_t draw(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 16) % below);
}

/* Numbers at which something begins or ends, most often. */
static void put_number(uint8_t *bytes) {
    static const uint32_t edges[] = {0,      1,          2,          3,          4,     5,
                                     7,      8,          64,         1024,       2000,  3000,
                                     0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 65535, 3004};
    const uint32_t edge = edges[draw(sizeof edges / sizeof edges[0])];
    te_put32(bytes, draw(4) == 0 ? draw(UINT32_MAX) : edge - draw(2));
}

/* Gives a request the length it must have, and numbers that are likely to be in range. */
static void make_acceptable(uint32_t type, uint8_t *count, uint8_t *bytes) {
    static const uint8_t lengths[] = {0, 0, 2, 40, 8, 0, 2, 2, 0, 0, 14, 0};
    if (type >= sizeof lengths) {
        return;
    }
    *count = lengths[type];
    memset(bytes, 0, *count);
    bytes[0] = (uint8_t)draw(type == 10 ? 3 : 6);
    if (type == 3 || type == 4) { /* WRITE, READ */
        te_put16(bytes + 2, draw(3200));
        te_put16(bytes + 6, draw(70));
    } else if (type == 10) { /* START */
        bytes[2] = (uint8_t)draw(3);
        put_number(bytes + 6);
        put_number(bytes + 10);
    }
}

static uint32_t make_script(uint8_t *script, uint32_t capacity) {
    static const uint8_t often[] = {2, 3, 4, 5, 6, 7, 9, 10, 10, 11, 0x30, 0x30, 0x30, 0x30, 0x30};
    const uint32_t end = 200 + draw(capacity - 700);
    uint32_t at = 0;
    while (at < end) {
        const uint32_t luck = draw(20);
        script[at] = luck < 17 ? often[draw(sizeof often)] : (uint8_t)draw(256);
        const uint32_t count = draw(3) != 0 ? draw(24) : draw(256);
        script[at + 1] = (uint8_t)count;
        at += 2;
        for (uint32_t i = 0; i + 4 <= count; i += 4) {
            put_number(script + at + i);
        }
        if (draw(8) != 0) {
            make_acceptable(script[at - 2], script + at - 1, script + at);
        }
        at += script[at - 1];
    }
    return at;
}

int main(int argc, char **argv) {
    static uint8_t script[4096];
    if (argc != 3) {
        fail("give a seed and a number of bytes");
    }
    const uint64_t seed = strtoull(argv[1], NULL, 10);
    const uint64_t enough = strtoull(argv[2], NULL, 10);
    uint64_t taken = 0, rounds = 0;
    while (taken < enough) {
        state = (seed << 32) + rounds + 0x9e3779b97f4a7c15u;
        (void)draw(2);
        (void)LLVMFuzzerTestOneInput(script, make_script(script, sizeof script));
        taken += sent_count;
        ++rounds;
    }
    (void)printf("%llu bytes in %llu rounds; it said", (unsigned long long)taken,
                 (unsigned long long)rounds);
    for (uint32_t type = 0; type < 256; ++type) {
        if (said[type] > 0) {
            (void)printf(" %02x:%llu", (unsigned)type, said[type]);
        }
    }
    (void)printf("\n");
    return 0;
}
#endif
