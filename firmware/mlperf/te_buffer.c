#include "te_buffer.h"

#include <stddef.h>

#include "te_mlperf_model.h"
#include "te_say.h"

#define PRINTED_IN_A_ROW 8u

/* of te_mlperf.data: how many bytes are expected, and how many are there; count <= expected, but for
 * a size that was refused, after which nothing is expected. */
static uint32_t expected, count;

uint32_t te_buffer_count(void) {
    return count;
}

static void load(const char *word) {
    if (word == NULL) {
        te_say("e-[Command 'db load' requires the # of bytes]\r\n");
        return;
    }
    const int32_t wanted = te_line_number(word);
    expected = 0;
    if (wanted == 0) {
        te_say("e-[Command 'db load' must be >0 bytes]\r\n");
        return;
    }
    count = 0;
    if (wanted < 0 || (uint32_t)wanted > te_mlperf.bytes) {
        te_say("Supplied buffer size ");
        te_say_int(wanted);
        te_say(" exceeds maximum of ");
        te_say_unsigned(te_mlperf.bytes);
        te_say("\n");
        return;
    }
    expected = (uint32_t)wanted;
    te_say("m-[Expecting ");
    te_say_int(wanted);
    te_say(" bytes]\r\n");
}

static void print(void) {
    for (uint32_t i = 0; i < expected; ++i) {
        if (i % PRINTED_IN_A_ROW == 0) {
            te_say("m-buffer-");
        }
        te_say_hex(te_mlperf.data[i]);
        te_say((i + 1u) % PRINTED_IN_A_ROW == 0 || i + 1u == expected ? "\r\n" : "-");
    }
    if (expected % PRINTED_IN_A_ROW != 0) {
        te_say("\r\n");
    }
}

/* The value of a hexadecimal digit; 16 for another character. */
static uint32_t hex(char digit) {
    if (digit >= '0' && digit <= '9') {
        return (uint32_t)(digit - '0');
    }
    if (digit >= 'a' && digit <= 'f') {
        return (uint32_t)(digit - 'a') + 10u;
    }
    if (digit >= 'A' && digit <= 'F') {
        return (uint32_t)(digit - 'A') + 10u;
    }
    return 16u;
}

static void store(const char *digits) {
    uint32_t length = 0;
    while (digits[length] != '\0') {
        ++length;
    }
    if (length % 2u != 0) {
        te_say("e-[Insufficent number of hex digits]\r\n");
        return;
    }
    for (uint32_t i = 0; i < length; i += 2u) {
        const uint32_t high = hex(digits[i]);
        const uint32_t low = hex(digits[i + 1u]);
        if (high > 15u || low > 15u) {
            const char pair[3] = {digits[i], digits[i + 1u], '\0'};
            te_say("e-[Invalid hex digit '");
            te_say(pair);
            te_say("']\r\n");
            return;
        }
        /* The reference firmware writes past its buffer here. */
        if (count >= expected) {
            te_say("e-[Command 'db' without 'db load' before it]\r\n");
            return;
        }
        te_mlperf.data[count++] = (uint8_t)(high << 4 | low);
        if (count == expected) {
            te_say("m-load-done\r\n");
            return; /* what is behind it in the same command is not for us */
        }
    }
}

void te_buffer_answer(te_line *line) {
    const char *const word = te_line_word(line);
    if (word == NULL) {
        te_say("e-[Command 'db' requires a subcommand]\r\n");
    } else if (te_line_is(word, "load")) {
        load(te_line_word(line));
    } else if (te_line_is(word, "print")) {
        print();
    } else {
        store(word);
    }
}
