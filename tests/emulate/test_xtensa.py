"""What Debian's compiler makes for Espressif's Xtensa chips, run by QEMU on a core that has the
same instructions: arithmetic, faults, counts, and whole models."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import serial
from support.compilers import need_qemu
from support.tiny_firmware import tiny_project

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.build.build import build
from tinyedge.elf import Elf
from tinyedge.emulate.emulate import start
from tinyedge.errors import FirmwareStopped
from tinyedge.image import Image
from tinyedge.paths import firmware_dir, models_dir
from tinyedge.pipeline import Settings

BOARD = load_board("qemu-lx106")
assert BOARD.qemu is not None

# Takes nine bytes, a command and two numbers, and answers with numbers of 32 bits.
TRIAL_C = r"""#include "port.h"
#include "tiny.h"

static uint8_t in[9];
static uint32_t words[12];

static union {
    uint32_t bits;
    float value;
} number[2], result;

static uint32_t bits_of(float value) {
    result.value = value;
    return result.bits;
}

__attribute__((noinline)) static uint32_t counted(uint32_t times) {
    const uint32_t before = te_port_count();
    __asm volatile("1: nop\n\taddi %0, %0, -1\n\tbnez %0, 1b" : "+r"(times));
    return te_port_count() - before;
}

void undefined(void);

__attribute__((noinline)) void undefined(void) {
    __asm volatile("ill");
}

__attribute__((noinline)) static uint32_t calculated(void) {
    const float a = number[0].value;
    const float b = number[1].value;
    const int32_t i = (int32_t)number[0].bits;
    const int32_t j = (int32_t)number[1].bits;
    const uint64_t square = (uint64_t)((int64_t)i * j);
    words[0] = bits_of(a + b);
    words[1] = bits_of(a - b);
    words[2] = bits_of(a * b);
    words[3] = bits_of(a / b);
    words[4] = bits_of((float)i);
    words[5] = bits_of((float)number[0].bits);
    words[6] = (uint32_t)(a < b) | (uint32_t)(a <= b) << 1 | (uint32_t)(a > b) << 2 |
               (uint32_t)(a >= b) << 3 | (uint32_t)(a == b) << 4 | (uint32_t)(a != b) << 5;
    words[7] = j != 0 ? (uint32_t)(i / j) : 0;
    words[8] = j != 0 ? (uint32_t)(i % j) : 0;
    words[9] = j != 0 ? number[0].bits / number[1].bits : 0;
    words[10] = (uint32_t)square;
    words[11] = (uint32_t)(square >> 32);
    return 12;
}

static uint32_t answered(uint8_t command) {
    switch (command) {
    case 'a':
        return calculated();
    case 'c':
        words[0] = counted(number[0].bits);
        return 1;
    case 'u':
        undefined();
        break;
    case 'h':
        te_port_halt(7);
    case '0':
        te_port_halt(0);
    default:
        break;
    }
    return 0;
}

int main(void) {
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    for (;;) {
        for (uint32_t have = 0; have < sizeof in;) {
            have += te_port_read(in + have, (uint32_t)sizeof in - have);
        }
        for (uint32_t i = 0; i < 2; ++i) {
            number[i].bits = 0;
            for (uint32_t j = 4; j-- > 0;) {
                number[i].bits = number[i].bits << 8 | in[1 + 4 * i + j];
            }
        }
        te_port_write((const uint8_t *)words, 4u * answered(in[0]));
    }
}
"""


# A core with register windows, as Espressif's chips have and the lx106 has not.
WINDOWED = replace(
    BOARD,
    qemu=replace(
        BOARD.qemu, options=tuple(o.replace("lx106", "de212") for o in BOARD.qemu.options)
    ),
)

# What a boot ROM is made of: functions for the windowed ABI. The outer one makes a number of its
# six arguments and has the inner one add its stack pointer's lowest bits, which are 0, and 7.
# Debian's assembler has no words for ENTRY (0x36), CALLX8 (0xe0) and RETW (0x90).
ROM_S = """\
    .section .text.rom, "ax"
    .literal_position
    .balign 4
inner:
    .byte 0x36, 0x41, 0x00
    movi a4, 15
    and a4, a4, sp
    add a2, a2, a4
    addi a2, a2, 7
    .byte 0x90, 0x00, 0x00
    .balign 4
    .global outer
outer:
    .byte 0x36, 0x41, 0x00
    addx2 a2, a3, a2
    addx4 a2, a4, a2
    addx8 a2, a5, a2
    slli a6, a6, 4
    add a2, a2, a6
    slli a7, a7, 5
    add a2, a2, a7
    mov a10, a2
    movi a8, inner
    .byte 0xe0, 0x08, 0x00
    mov a2, a10
    .byte 0x90, 0x00, 0x00
"""

ROM_TRIAL_C = """\
#include "port.h"
#include "rom_call.h"
#include "tiny.h"

extern const uint8_t outer[];

int main(void) {
    static uint8_t in[6];
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    for (;;) {
        for (uint32_t have = 0; have < sizeof in;) {
            have += te_port_read(in + have, (uint32_t)sizeof in - have);
        }
        uint32_t results[2];
        for (uint32_t i = 0; i < 2; ++i) {
            results[i] = rom_call((uint32_t)(uintptr_t)outer, in[0] + i, in[1], in[2], in[3], in[4],
                                  in[5]);
        }
        te_port_write((const uint8_t *)results, sizeof results);
    }
}
"""


def test_the_boot_roms_functions_are_called_across_abis(tmp_path: Path) -> None:
    need_qemu(BOARD)
    made = tiny_project(WINDOWED, app=ROM_TRIAL_C)
    espressif = firmware_dir() / "ports" / "espressif"
    files = {
        **made.files,
        **{f"port/{name}": (espressif / name).read_text() for name in ("rom_call.h", "rom_call.S")},
        "port/rom.S": ROM_S,
    }
    image = build(replace(made, files=files), WINDOWED, tmp_path)
    with (
        start(image, WINDOWED, log=tmp_path / "emulator.log") as running,
        serial.serial_for_url(running.url, timeout=60) as line,
    ):
        for numbers in ((0, 0, 0, 0, 0, 0), (1, 2, 3, 4, 5, 6), (255, 0, 128, 7, 1, 99)):
            line.write(bytes(numbers))
            total = sum(number << at for at, number in enumerate(numbers))
            assert struct.unpack("<II", line.read(8)) == (total + 7, total + 8)


class Trial:
    """The firmware above, answering."""

    def __init__(self, image: Image, line: serial.SerialBase) -> None:
        self.image = image
        self.line = line

    def ask(self, command: str, a: int = 0, b: int = 0, *, words: int = 1) -> tuple[int, ...]:
        self.line.write(struct.pack("<cII", command.encode(), a, b))
        return struct.unpack(f"<{words}I", self.line.read(4 * words))


@contextmanager
def trial(folder: Path) -> Iterator[Trial]:
    need_qemu(BOARD)
    image = build(tiny_project(BOARD, app=TRIAL_C), BOARD, folder)
    with (
        start(image, BOARD, log=folder / "emulator.log") as running,
        serial.serial_for_url(running.url, timeout=60) as line,
    ):
        yield Trial(image, line)


def bits(value: object) -> int:
    """Of a float; NaN is one value."""
    single = np.float32(value)
    return 0x7FC0_0000 if np.isnan(single) else int(single.view(np.uint32))


def expected(a_bits: int, b_bits: int) -> tuple[int, ...]:
    """What numpy and Python make of the two numbers."""
    a, b = (np.uint32(x).view(np.float32) for x in (a_bits, b_bits))
    i, j = (x - 2**32 if x >= 2**31 else x for x in (a_bits, b_bits))
    with np.errstate(all="ignore"):
        floats = [bits(x) for x in (a + b, a - b, a * b, a / b)]
    quotient = abs(i) // abs(j) * (1 if (i < 0) == (j < 0) else -1) if j else 0
    compared = (a < b, a <= b, a > b, a >= b, a == b, a != b)
    return (
        *floats,
        bits(i),
        bits(a_bits),
        sum(1 << at for at, claim in enumerate(compared) if claim),
        quotient % 2**32,
        (i - quotient * j) % 2**32 if j else 0,
        a_bits // b_bits if b_bits else 0,
        i * j % 2**32,
        (i * j >> 32) % 2**32,
    )


def test_arithmetic_is_what_numpy_says(tmp_path: Path) -> None:
    """The compiler's calls find our functions, with the arguments where these look for them."""
    corners = [0, 1, 0x8000_0000, 0xFFFF_FFFF, 0x007F_FFFF, 0x3F80_0001, 0x7F7F_FFFF, 0xFF80_0000]
    drawn = np.random.default_rng(7).integers(0, 2**32, (200, 2), dtype=np.uint64)
    pairs = [*product(corners, corners), *((int(a), int(b)) for a, b in drawn)]
    with trial(tmp_path) as device:
        for a, b in pairs:
            assert device.ask("a", a, b, words=12) == expected(a, b), f"{a:08x} and {b:08x}"


def test_instructions_are_counted_exactly(tmp_path: Path) -> None:
    with trial(tmp_path) as device:
        (once,) = device.ask("c", 1)
        for times in (1, 2, 3, 4, 5, 99, 1000, 123_456, 5_000_000):
            assert device.ask("c", times) == (once + 3 * (times - 1),)


def test_a_fault_ends_in_a_panic_that_says_where(tmp_path: Path) -> None:
    with pytest.raises(FirmwareStopped) as caught, trial(tmp_path) as device:
        device.line.write(struct.pack("<cII", b"u", 0, 0))
        # The line ends with the emulator; what came by then is the panic.
        with pytest.raises(serial.SerialException):
            while device.line.read(1):
                pass
    at = Elf((tmp_path / "firmware.elf").read_bytes()).symbols["undefined"]
    assert str(caught.value) == (
        "qemu-lx106: the firmware stopped by itself: it panicked in undefined: "
        f"exception exccause=0x00000000 pc=0x{at:08x} address=0x00000000"
    )


def test_a_firmware_that_halts_with_a_code_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FirmwareStopped) as caught, trial(tmp_path) as device:
        device.line.write(struct.pack("<cII", b"h", 0, 0))
        with pytest.raises(serial.SerialException):
            device.line.read(1)
    assert str(caught.value) == (
        "qemu-lx106: the firmware stopped by itself: it halted with code 7"
    )


@pytest.mark.parametrize(
    "model",
    ["sine", *(pytest.param(name, marks=pytest.mark.slow) for name in ("kws", "ic", "ad"))],
)
def test_models_are_equal_element_by_element(model: str) -> None:
    need_qemu(BOARD)
    report = pipeline.run(models_dir() / model, BOARD, Settings(), count=1)
    assert report.passed, report.first_mismatch
    assert report.where == "emulator"
    assert report.count_per_inference
    # Nothing of the compiler's libgcc: that of Espressif's own compiler is for another ABI.
    assert {flash for origin, flash, _ in report.sections if origin == "libraries"} <= {0}
