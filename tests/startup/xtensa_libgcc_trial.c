/* Compares firmware/startup/xtensa_libgcc.c, compiled under other names, with the arithmetic of this
 * machine: `program SEED COUNT` prints every kind of mistake once, and how many cases it tried. */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xtensa_libgcc.h"

#if FLT_EVAL_METHOD != 0
#error "needs a machine that computes float as float"
#endif

static uint64_t state;
static unsigned long cases, mistakes;

/* xorshift64: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003. */
static uint32_t drawn(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void mistake(const char *what, uint32_t a, uint32_t b, uint64_t got, uint64_t expected) {
    if (mistakes++ < 20) {
        printf("%s of %08x and %08x is %llx, not %llx\n", what, (unsigned)a, (unsigned)b,
               (unsigned long long)got, (unsigned long long)expected);
    }
}

static void same(const char *what, uint32_t a, uint32_t b, uint64_t got, uint64_t expected) {
    cases++;
    if (got != expected) {
        mistake(what, a, b, got, expected);
    }
}

/* NaN is one value, 0x7fc00000. */
static void same_float(const char *what, float a, float b, float got, float expected) {
    const uint32_t bits = expected == expected ? bits_of(expected) : 0x7fc00000u;
    same(what, bits_of(a), bits_of(b), bits_of(got), bits);
}

static void floats(uint32_t a_bits, uint32_t b_bits) {
    const float a = float_of(a_bits);
    const float b = float_of(b_bits);
    same_float("sum", a, b, __addsf3(a, b), a + b);
    same_float("difference", a, b, __subsf3(a, b), a - b);
    same_float("product", a, b, __mulsf3(a, b), a * b);
    same_float("quotient", a, b, __divsf3(a, b), a / b);
    same("==", a_bits, b_bits, __eqsf2(a, b) == 0, a == b);
    same("!=", a_bits, b_bits, __nesf2(a, b) != 0, a != b);
    same("<", a_bits, b_bits, __ltsf2(a, b) < 0, a < b);
    same("<=", a_bits, b_bits, __lesf2(a, b) <= 0, a <= b);
    same(">", a_bits, b_bits, __gtsf2(a, b) > 0, a > b);
    same(">=", a_bits, b_bits, __gesf2(a, b) >= 0, a >= b);
    same("unordered", a_bits, b_bits, __unordsf2(a, b) != 0, a != a || b != b);
}

/* What C does not define, a value that does not fit, is cut. */
static void conversions(uint32_t bits) {
    const float value = float_of(bits);
    same_float("float of int", value, 0, __floatsisf((int32_t)bits), (float)(int32_t)bits);
    same_float("float of unsigned", value, 0, __floatunsisf(bits), (float)bits);
    int32_t whole = 0;
    uint32_t natural = 0;
    if (value == value) {
        whole = value >= 0x1p31f ? INT32_MAX : value <= -0x1p31f ? INT32_MIN : (int32_t)value;
        natural = value >= 0x1p32f ? UINT32_MAX : value <= 0.0f ? 0u : (uint32_t)value;
    }
    same("int of float", bits, 0, (uint32_t)__fixsfsi(value), (uint32_t)whole);
    same("unsigned of float", bits, 0, __fixunssfsi(value), natural);
}

static void integers(uint32_t a, uint32_t b) {
    const int32_t i = (int32_t)a;
    const int32_t j = (int32_t)b;
    if (b != 0) {
        same("unsigned quotient", a, b, __udivsi3(a, b), a / b);
        same("unsigned remainder", a, b, __umodsi3(a, b), a % b);
        const int overflow = i == INT32_MIN && j == -1;
        same("quotient", a, b, (uint32_t)__divsi3(i, j), (uint32_t)(overflow ? i : i / j));
        same("remainder", a, b, (uint32_t)__modsi3(i, j), (uint32_t)(overflow ? 0 : i % j));
    } else {
        same("unsigned quotient", a, b, __udivsi3(a, b), UINT32_MAX);
        same("unsigned remainder", a, b, __umodsi3(a, b), a);
        same("quotient", a, b, (uint32_t)__divsi3(i, j), UINT32_MAX);
        same("remainder", a, b, (uint32_t)__modsi3(i, j), a);
    }
    const uint64_t x = (uint64_t)a << 32 | drawn();
    const uint64_t y = (uint64_t)b << (a & 31) ^ (uint64_t)(int64_t)j;
    same("product of 64 bits", a, b, __muldi3(x, y), x * y);
    same("product of ints", a, b, __muldi3((uint64_t)(int64_t)i, (uint64_t)(int64_t)j),
         (uint64_t)((int64_t)i * j));
}

static void all(uint32_t a, uint32_t b) {
    floats(a, b);
    conversions(a);
    integers(a, b);
}

/* Both zeros, infinities and NaNs; the least and greatest normal and subnormal ones; 1, the limits of
 * int; and what lies beside each. */
static const uint32_t corners[] = {
    0x00000000u, 0x00000001u, 0x00400000u, 0x007fffffu, 0x00800000u, 0x00ffffffu, 0x01000000u,
    0x0b800000u, 0x33800000u, 0x34000000u, 0x3effffffu, 0x3f000000u, 0x3f7fffffu, 0x3f800000u,
    0x3f800001u, 0x3fc00000u, 0x40000000u, 0x40400000u, 0x4affffffu, 0x4b000000u, 0x4b7fffffu,
    0x4b800000u, 0x4effffffu, 0x4f000000u, 0x4f7fffffu, 0x4f800000u, 0x7effffffu, 0x7f000000u,
    0x7f7fffffu, 0x7f800000u, 0x7f800001u, 0x7fbfffffu, 0x7fc00000u, 0x7fffffffu,
};
#define CORNERS (sizeof corners / sizeof corners[0])

/* Bits of which long runs are equal, small numbers, and pairs of floats near to each other: where
 * carries, ties and cancellation are. */
static uint32_t mixed(uint32_t other) {
    const uint32_t bits = drawn();
    switch (drawn() % 6u) {
    case 0:
        return bits & bits << (drawn() & 31u);
    case 1:
        return bits | (0u - (1u << (drawn() & 31u)));
    case 2:
        return bits >> (drawn() & 31u);
    case 3:
        return (other ^ (bits & 0x80000000u)) + (bits & 0x1fu) - 16u;
    case 4:
        return (bits & 0x807fffffu) | ((other + (bits % 64u << 23) - (32u << 23)) & 0x7f800000u);
    default:
        return bits;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    state = strtoull(argv[1], NULL, 10) | 1u << 30;
    const unsigned long count = strtoul(argv[2], NULL, 10);
    for (uint32_t i = 0; i < 2 * CORNERS; i++) {
        for (uint32_t j = 0; j < 2 * CORNERS; j++) {
            all(corners[i / 2] | i << 31, corners[j / 2] | j << 31);
        }
    }
    for (unsigned long i = 0; i < count; i++) {
        const uint32_t a = mixed(drawn());
        all(a, mixed(a));
    }
    printf("%lu mistakes in %lu cases\n", mistakes, cases);
    return mistakes != 0;
}
