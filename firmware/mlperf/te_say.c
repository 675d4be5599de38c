#include "te_say.h"

#include "extended.h"
#include "port.h"
#include "te_memory.h"

enum {
    FRACTION_BITS = 23,
    EXPONENTS = 0xff,
    EXPONENT_OF_ONE_ULP = 150, /* 127 + FRACTION_BITS: the fraction counts ones */
    DECIMALS = 3,
};

void te_say(const char *text) {
    uint32_t count = 0;
    while (text[count] != '\0') {
        ++count;
    }
    if (count > 0) {
        te_port_write((const uint8_t *)text, count);
    }
}

void te_say_int(int32_t number) {
    if (number < 0) {
        te_say("-");
    }
    te_say_unsigned(number < 0 ? 0u - (uint32_t)number : (uint32_t)number);
}

void te_say_unsigned(uint64_t number) {
    char digits[21];
    uint32_t at = sizeof digits - 1u;
    digits[at] = '\0';
    do {
        const uint64_t tenth = te_divide(number, 10u);
        digits[--at] = (char)('0' + (uint32_t)number - 10u * (uint32_t)tenth);
        number = tenth;
    } while (number > 0);
    te_say(digits + at);
}

void te_say_hex(uint8_t byte) {
    static const char digits[] = "0123456789abcdef";
    const char text[3] = {digits[byte >> 4], digits[byte & 15], '\0'};
    te_say(text);
}

/* fraction * 2^shift, for shift in [0, 104]: a number of at most 128 bits, in halves of words. */
static void say_large(uint32_t fraction, uint32_t shift) {
    uint16_t halves[10] = {0};
    const uint32_t first = shift / 16u;
    const uint32_t low = (fraction & 0xffffu) << shift % 16u;
    const uint32_t high = (fraction >> 16) << shift % 16u;
    halves[first] = (uint16_t)low;
    halves[first + 1u] = (uint16_t)(low >> 16 | high);
    halves[first + 2u] = (uint16_t)(high >> 16);
    char digits[40];
    uint32_t at = sizeof digits - 1u;
    digits[at] = '\0';
    uint32_t top = first + 3u;
    do {
        uint32_t rest = 0;
        for (uint32_t i = top; i-- > 0;) {
            const uint32_t part = rest << 16 | halves[i];
            halves[i] = (uint16_t)(part / 10u);
            rest = part % 10u;
        }
        while (top > 0 && halves[top - 1u] == 0) {
            --top;
        }
        digits[--at] = (char)('0' + rest);
    } while (top > 0);
    te_say(digits + at);
}

static void say_decimals(uint32_t thousandths) {
    char text[DECIMALS + 2] = ".";
    text[DECIMALS + 1] = '\0';
    for (uint32_t i = DECIMALS; i > 0; --i, thousandths /= 10u) {
        text[i] = (char)('0' + thousandths % 10u);
    }
    te_say(text);
}

/* fraction / 2^shift, for shift in [1, 149]. */
static void say_small(uint32_t fraction, uint32_t shift, bool cut) {
    uint32_t whole = shift <= FRACTION_BITS ? fraction >> shift : 0;
    uint32_t thousandths = 0;
    if (shift <= 35u) { /* else less than 2^-12, which is 0.000 either way */
        const uint64_t one = (uint64_t)1 << shift;
        const uint64_t scaled = (uint64_t)(fraction & (uint32_t)(one - 1u)) * 1000u;
        const uint64_t rest = scaled & (one - 1u);
        thousandths = (uint32_t)(scaled >> shift);
        if (!cut && (rest > one / 2u || (rest == one / 2u && thousandths % 2u == 1u))) {
            ++thousandths;
        }
        if (thousandths == 1000u) {
            thousandths = 0;
            ++whole;
        }
    }
    te_say_unsigned(whole);
    say_decimals(thousandths);
}

void te_say_real(float number, bool cut) {
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    uint32_t exponent = bits >> FRACTION_BITS & EXPONENTS;
    uint32_t fraction = bits & ((1u << FRACTION_BITS) - 1u);
    if (exponent == EXPONENTS && fraction != 0) {
        te_say("nan");
        return;
    }
    if (bits >> 31) {
        te_say("-");
    }
    if (exponent == EXPONENTS) {
        te_say("inf");
        return;
    }
    if (exponent == 0) {
        exponent = 1;
    } else {
        fraction |= 1u << FRACTION_BITS;
    }
    if (exponent < EXPONENT_OF_ONE_ULP) {
        say_small(fraction, EXPONENT_OF_ONE_ULP - exponent, cut);
    } else {
        say_large(fraction, exponent - EXPONENT_OF_ONE_ULP);
        say_decimals(0);
    }
}
