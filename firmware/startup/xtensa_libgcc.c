#include "xtensa_libgcc.h"

#include <stdbool.h>

#define SIGN 0x80000000u
#define INFINITE 0x7f800000u
#define NOT_A_NUMBER 0x7fc00000u
#define FRACTION_BITS 23
#define HIDDEN_BIT (1u << FRACTION_BITS)
#define HIGHEST_EXPONENT 255
#define BIAS 127

/* Bits below the last of the fraction that `packed` rounds away; the lowest is sticky. */
#define GUARD_BITS 3

static uint32_t bits_of(float value) {
    const union {
        float value;
        uint32_t bits;
    } both = {.value = value};
    return both.bits;
}

static float float_of(uint32_t bits) {
    const union {
        uint32_t bits;
        float value;
    } both = {.bits = bits};
    return both.value;
}

static bool is_nan(uint32_t bits) {
    return (bits & ~SIGN) > INFINITE;
}

/* A finite float that is not 0: fraction * 2^(exponent - BIAS - FRACTION_BITS).
 * fraction: [2^23, 2^24). exponent: below 1 if the float is subnormal. */
typedef struct {
    uint32_t fraction;
    int32_t exponent;
} number;

/* 0 < bits < INFINITE. */
static number unpacked(uint32_t bits) {
    number made = {bits & (HIDDEN_BIT - 1u), (int32_t)(bits >> FRACTION_BITS)};
    if (made.exponent != 0) {
        made.fraction |= HIDDEN_BIT;
        return made;
    }
    made.exponent = 1;
    while (made.fraction < HIDDEN_BIT) {
        made.fraction <<= 1;
        made.exponent--;
    }
    return made;
}

/* value / 2^count, what is lost kept in the lowest bit; count >= 0. */
static uint32_t shifted_sticky(uint32_t value, int32_t count) {
    if (count == 0) {
        return value;
    }
    if (count > 31) {
        return value != 0;
    }
    return value >> count | ((value & ((1u << count) - 1u)) != 0);
}

/* The float nearest to fraction * 2^(exponent - BIAS - FRACTION_BITS - GUARD_BITS).
 * fraction: [2^26, 2^27). sign: 0 or SIGN. */
static float packed(uint32_t sign, int32_t exponent, uint32_t fraction) {
    if (exponent >= HIGHEST_EXPONENT) {
        return float_of(sign | INFINITE);
    }
    if (exponent <= 0) {
        fraction = shifted_sticky(fraction, 1 - exponent);
        exponent = 0;
    }
    const uint32_t rest = fraction & ((1u << GUARD_BITS) - 1u);
    const uint32_t half = 1u << (GUARD_BITS - 1);
    uint32_t rounded = fraction >> GUARD_BITS;
    rounded += rest > half || (rest == half && (rounded & 1u) != 0);
    /* The hidden bit adds 1 to the exponent, a carry out of it another, up to infinity. */
    const uint32_t below = exponent == 0 ? 0 : (uint32_t)(exponent - 1) << FRACTION_BITS;
    return float_of(sign | (below + rounded));
}

/* Brings a fraction below 2^28 into [2^26, 2^27) and packs it; not 0. */
static float normalized(uint32_t sign, int32_t exponent, uint32_t fraction) {
    const uint32_t lowest = HIDDEN_BIT << GUARD_BITS;
    if (fraction >= 2u * lowest) {
        return packed(sign, exponent + 1, shifted_sticky(fraction, 1));
    }
    while (fraction < lowest) {
        fraction <<= 1;
        exponent--;
    }
    return packed(sign, exponent, fraction);
}

static uint32_t divided(uint32_t dividend, uint32_t divisor, uint32_t *remainder) {
    uint32_t quotient = 0;
    uint32_t rest = 0;
    for (uint32_t bit = 1u << 31; bit != 0; bit >>= 1) {
        /* No bit is lost: the rest is at most what was taken of the dividend. */
        rest = rest << 1 | ((dividend & bit) != 0);
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= bit;
        }
    }
    *remainder = rest;
    return quotient;
}

static uint32_t magnitude(int32_t value) {
    return value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
}

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor) {
    uint32_t remainder;
    return divided(dividend, divisor, &remainder);
}

uint32_t __umodsi3(uint32_t dividend, uint32_t divisor) {
    uint32_t remainder;
    (void)divided(dividend, divisor, &remainder);
    return remainder;
}

int32_t __divsi3(int32_t dividend, int32_t divisor) {
    uint32_t remainder;
    const uint32_t quotient = divided(magnitude(dividend), magnitude(divisor), &remainder);
    const bool negative = divisor != 0 && (dividend < 0) != (divisor < 0);
    return (int32_t)(negative ? 0u - quotient : quotient);
}

int32_t __modsi3(int32_t dividend, int32_t divisor) {
    uint32_t remainder;
    (void)divided(magnitude(dividend), magnitude(divisor), &remainder);
    return (int32_t)(dividend < 0 ? 0u - remainder : remainder);
}

/* a * b in halves of 16 bits: the core multiplies 32 bits to 32. */
static uint32_t product(uint32_t a, uint32_t b, uint32_t *high) {
    const uint32_t a0 = a & 0xffffu;
    const uint32_t a1 = a >> 16;
    const uint32_t b0 = b & 0xffffu;
    const uint32_t b1 = b >> 16;
    const uint32_t low = a0 * b0;
    const uint32_t middle = a1 * b0 + (low >> 16); /* at most (2^16 - 1) * 2^16: no carry */
    const uint32_t other = a0 * b1 + (middle & 0xffffu);
    *high = a1 * b1 + (middle >> 16) + (other >> 16);
    return other << 16 | (low & 0xffffu);
}

uint64_t __muldi3(uint64_t a, uint64_t b) {
    const uint32_t a_low = (uint32_t)a;
    const uint32_t b_low = (uint32_t)b;
    uint32_t high;
    const uint32_t low = product(a_low, b_low, &high);
    high += a_low * (uint32_t)(b >> 32) + (uint32_t)(a >> 32) * b_low;
    return (uint64_t)high << 32 | low;
}

/* The sum of the floats whose bits these are. */
static float sum(uint32_t a, uint32_t b) {
    if ((a & ~SIGN) < (b & ~SIGN)) {
        const uint32_t smaller = a;
        a = b;
        b = smaller;
    }
    const uint32_t sign = a & SIGN;
    const bool subtract = ((a ^ b) & SIGN) != 0;
    const uint32_t larger = a & ~SIGN;
    const uint32_t smaller = b & ~SIGN;
    if (larger > INFINITE || (subtract && smaller == INFINITE)) {
        return float_of(NOT_A_NUMBER);
    }
    if (larger == INFINITE) {
        return float_of(a);
    }
    if (smaller == 0) {
        return float_of(larger == 0 ? a & b : a);
    }
    const number x = unpacked(larger);
    const number y = unpacked(smaller);
    const uint32_t x_fraction = x.fraction << GUARD_BITS;
    const uint32_t y_fraction = shifted_sticky(y.fraction << GUARD_BITS, x.exponent - y.exponent);
    const uint32_t fraction = subtract ? x_fraction - y_fraction : x_fraction + y_fraction;
    return fraction == 0 ? float_of(0) : normalized(sign, x.exponent, fraction);
}

float __addsf3(float a, float b) {
    return sum(bits_of(a), bits_of(b));
}

float __subsf3(float a, float b) {
    return sum(bits_of(a), bits_of(b) ^ SIGN);
}

float __mulsf3(float a, float b) {
    const uint32_t sign = (bits_of(a) ^ bits_of(b)) & SIGN;
    const uint32_t a_size = bits_of(a) & ~SIGN;
    const uint32_t b_size = bits_of(b) & ~SIGN;
    const bool zero = a_size == 0 || b_size == 0;
    const bool infinite = a_size == INFINITE || b_size == INFINITE;
    if (a_size > INFINITE || b_size > INFINITE || (zero && infinite)) {
        return float_of(NOT_A_NUMBER);
    }
    if (zero || infinite) {
        return float_of(sign | (infinite ? INFINITE : 0u));
    }
    const number x = unpacked(a_size);
    const number y = unpacked(b_size);
    /* Their product is in [2^46, 2^48); 12 bits to the left, its high half is in [2^26, 2^28). */
    uint32_t fraction;
    const uint32_t rest = product(x.fraction << 6, y.fraction << 6, &fraction);
    return normalized(sign, x.exponent + y.exponent - BIAS, fraction | (rest != 0));
}

float __divsf3(float a, float b) {
    const uint32_t sign = (bits_of(a) ^ bits_of(b)) & SIGN;
    const uint32_t a_size = bits_of(a) & ~SIGN;
    const uint32_t b_size = bits_of(b) & ~SIGN;
    const bool same = a_size == b_size && (a_size == 0 || a_size == INFINITE);
    if (a_size > INFINITE || b_size > INFINITE || same) {
        return float_of(NOT_A_NUMBER);
    }
    if (a_size == INFINITE || b_size == 0) {
        return float_of(sign | INFINITE);
    }
    if (a_size == 0 || b_size == INFINITE) {
        return float_of(sign);
    }
    const number x = unpacked(a_size);
    const number y = unpacked(b_size);
    /* One bit of the quotient after the other; it is in (1/2, 2). */
    uint32_t rest = x.fraction;
    uint32_t quotient = 0;
    for (int32_t i = 0; i <= FRACTION_BITS + GUARD_BITS; i++) {
        quotient <<= 1;
        if (rest >= y.fraction) {
            rest -= y.fraction;
            quotient |= 1u;
        }
        rest <<= 1;
    }
    return normalized(sign, x.exponent - y.exponent + BIAS, quotient | (rest != 0));
}

float __floatunsisf(uint32_t value) {
    if (value == 0) {
        return float_of(0);
    }
    int32_t exponent = BIAS + FRACTION_BITS + GUARD_BITS;
    while (value >= HIDDEN_BIT << (GUARD_BITS + 1)) {
        value = shifted_sticky(value, 1);
        exponent++;
    }
    return normalized(0, exponent, value);
}

float __floatsisf(int32_t value) {
    const float size = __floatunsisf(magnitude(value));
    return float_of(bits_of(size) | (value < 0 ? SIGN : 0u));
}

/* |value| towards zero, for exponents below 32. */
static uint32_t whole(uint32_t bits) {
    const int32_t exponent = (int32_t)(bits >> FRACTION_BITS & 0xffu) - BIAS - FRACTION_BITS;
    const uint32_t fraction = (bits & (HIDDEN_BIT - 1u)) | HIDDEN_BIT;
    if (exponent >= 0) {
        return fraction << exponent;
    }
    return exponent > -32 ? fraction >> -exponent : 0;
}

int32_t __fixsfsi(float value) {
    const uint32_t bits = bits_of(value);
    if (is_nan(bits)) {
        return 0;
    }
    if ((bits & ~SIGN) >= (uint32_t)(BIAS + 31) << FRACTION_BITS) {
        return bits & SIGN ? INT32_MIN : INT32_MAX;
    }
    const int32_t size = (int32_t)whole(bits);
    return bits & SIGN ? -size : size;
}

uint32_t __fixunssfsi(float value) {
    const uint32_t bits = bits_of(value);
    if (is_nan(bits) || (bits & SIGN) != 0) {
        return 0;
    }
    return bits >= (uint32_t)(BIAS + 32) << FRACTION_BITS ? UINT32_MAX : whole(bits);
}

static int32_t compared(float a, float b, int32_t if_nan) {
    const uint32_t x = bits_of(a);
    const uint32_t y = bits_of(b);
    if (is_nan(x) || is_nan(y)) {
        return if_nan;
    }
    /* Numbers in the order of the floats; both zeros are 0. */
    const int32_t i = x & SIGN ? -(int32_t)(x & ~SIGN) : (int32_t)x;
    const int32_t j = y & SIGN ? -(int32_t)(y & ~SIGN) : (int32_t)y;
    return (i > j) - (i < j);
}

int32_t __eqsf2(float a, float b) {
    return compared(a, b, 1);
}

int32_t __nesf2(float a, float b) {
    return compared(a, b, 1);
}

int32_t __ltsf2(float a, float b) {
    return compared(a, b, 1);
}

int32_t __lesf2(float a, float b) {
    return compared(a, b, 1);
}

int32_t __gtsf2(float a, float b) {
    return compared(a, b, -1);
}

int32_t __gesf2(float a, float b) {
    return compared(a, b, -1);
}

int32_t __unordsf2(float a, float b) {
    return is_nan(bits_of(a)) || is_nan(bits_of(b));
}
