"""Firmware that does, on command, what the emulator must count exactly or refuse; and an echo."""

from __future__ import annotations

# One byte of command at a time; 'c' takes the two bytes after it.
TRIAL_C = r"""#include "board.h"
#include "image.h"
#include "memory.h"
#include "port.h"
#include "tiny.h"

#if defined(__riscv)
#define COUNTED 4 /* addi, c.addi, addi, bnez */
#define LOOP ".option push\n\t.option norvc\n\t1: addi zero, zero, 0\n\t.option pop\n\t" \
             "c.addi %0, -1\n\taddi %0, %0, 0\n\tbnez %0, 1b"
#define UNDEFINED ".word 0"
#define LOW "r"
#elif __ARM_ARCH_ISA_THUMB == 1
#define COUNTED 3 /* nop, subs, bne */
#define LOOP "1: nop\n\tsubs %0, #1\n\tbne 1b"
#define UNDEFINED ".inst.n 0xde00"
#define LOW "l"
#else
#define COUNTED 6 /* nop.w, cmp, it, moveq (never done), subs, bne */
#define LOOP "1: nop.w\n\tcmp %0, #0\n\tit eq\n\tmoveq %0, #1\n\tsubs %0, #1\n\tbne 1b"
#define UNDEFINED ".inst.n 0xde00"
#define LOW "l"
#endif

#define APART __attribute__((noinline))
#define AT(address) (*(volatile uint32_t *)(address))

static uint8_t in[4];
static uint8_t out[4];

APART static uint32_t counted(uint32_t times) {
    const uint32_t before = te_port_count();
    __asm volatile(LOOP : "+" LOW(times) : : "cc");
    return te_port_count() - before;
}

APART static void count(uint32_t times) {
    uint32_t found = counted(times);
    for (uint32_t i = 0; i < 4; ++i, found >>= 8) {
        out[i] = (uint8_t)found;
    }
    te_port_write(out, 4);
}

APART static void read_null(void) {
    (void)AT(0);
}

APART static void write_flash(void) {
    AT((uintptr_t)te_image_sha256 & ~3u) = 1;
}

APART static void read_unaligned(void) {
    (void)AT((uintptr_t)in | 1u);
}

APART static void run_data(void) {
    ((void (*)(void))((uintptr_t)in | 1u))();
}

APART static void run_undefined(void) {
    __asm volatile(UNDEFINED);
}

/* sdiv r0, r0, r1: a Cortex-M0+ has none. */
APART static void divide(void) {
#if !defined(__riscv)
    __asm volatile(".short 0xfb90, 0xf0f1" ::: "r0");
#endif
}

APART static void send_nothing_that_is(void) {
    te_port_write((const uint8_t *)16, 4);
}

APART static void receive_into_flash(void) {
    te_port_read((uint8_t *)((uintptr_t)te_image_sha256 & ~3u), 4);
}

APART static void read_beside_the_registers(void) {
    (void)AT(0x40000f00u);
}

APART static uint32_t fall(volatile uint32_t *above) {
    volatile uint32_t words[16];
    words[0] = *above + 1u;
    return words[0] != 0 ? fall(words) + words[0] : 0;
}

static void take(uint8_t command) {
    volatile uint32_t zero = 0;
    switch (command) {
    case 'z': read_null(); break;
    case 'f': write_flash(); break;
    case 'a': read_unaligned(); break;
    case 'x': run_data(); break;
    case 'u': run_undefined(); break;
    case 'd': divide(); break;
    case 's': send_nothing_that_is(); break;
    case 'r': receive_into_flash(); break;
    case 'b': read_beside_the_registers(); break;
    case 'o': te_port_halt((int32_t)fall(&zero)); break;
    case '0': te_port_halt(0); break;
    case '3': te_port_halt(3); break;
    case 'k': te_port_write((const uint8_t[]){COUNTED}, 1); break;
    default: break;
    }
    te_port_write(&command, 1);
}

int main(void) {
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    for (;;) {
        uint32_t received = te_port_read(in, 3);
        if (in[0] == 'c') {
            while (received < 3) { /* a UART may have no more yet */
                received += te_port_read(in + received, 3 - received);
            }
            count(in[1] + 256u * in[2]);
        } else {
            take(in[0]);
        }
    }
}
"""

# Sends back what it gets, in pieces as large as they come.
ECHO_C = """\
#include "port.h"
#include "tiny.h"

int main(void) {
    static uint8_t bytes[256];
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    for (;;) {
        te_port_write(bytes, te_port_read(bytes, sizeof bytes));
    }
}
"""
