"""What Raspberry Pi's boot ROMs check of a linked image before they run it."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest
from support.tiny_firmware import tiny_project

from tinyedge.boards import load_board
from tinyedge.build.boot2 import crc32
from tinyedge.build.build import build
from tinyedge.build.compilers import CompilerName
from tinyedge.elf import Elf

COMPILERS = [
    "zig",
    pytest.param(
        "gcc",
        marks=pytest.mark.skipif(
            shutil.which("arm-none-eabi-gcc") is None,
            reason="no arm-none-eabi-gcc; apt install gcc-arm-none-eabi",
        ),
    ),
]
RAM = range(0x2000_0000, 0x2004_2000 + 1)


def linked(board_id: str, compiler: CompilerName, folder: Path) -> bytes:
    """What lies in flash, from its start."""
    board = load_board(board_id)
    image = build(tiny_project(board), board, folder, compiler=compiler)
    return Elf(image.elf.read_bytes()).binary()


def long_division(message: bytes) -> int:
    """The remainder of the message, its first 32 bits inverted, times x^32, by x^32 + 0x04c11db7:
    the textbook's definition of the CRC, on one large number."""
    number = int.from_bytes(message, "big") << 32
    number ^= 0xFFFF_FFFF << (8 * len(message))
    divisor = 0x1_04C1_1DB7
    for bit in range(number.bit_length() - 1, 31, -1):
        if number >> bit & 1:
            number ^= divisor << (bit - 32)
    return number


def test_the_crc_of_the_catalogue() -> None:
    """CRC-32/MPEG-2 of "123456789", the check value of Greg Cook's catalogue of CRC algorithms."""
    assert crc32(b"123456789") == 0x0376_E6E7 == long_division(b"123456789")


@pytest.mark.parametrize("compiler", COMPILERS)
def test_the_second_stage_of_the_rp2040(compiler: CompilerName, tmp_path: Path) -> None:
    flash = linked("pico", compiler, tmp_path)
    (stored,) = struct.unpack_from("<I", flash, 252)
    assert stored == long_division(flash[:252])
    stack, reset = struct.unpack_from("<II", flash, 256)
    assert stack in RAM and stack % 8 == 0
    assert reset & 1 and 0x1000_0140 <= reset < 0x1000_0000 + len(flash)


# The items of a block; picobin.h of the Pico SDK.
IMAGE_TYPE, LAST, START, END = 0x42, 0xFF, 0xFFFF_DED3, 0xAB12_3579


def image_definitions(flash: bytes) -> list[tuple[int, int]]:
    """(offset, image type) of every block in the first 4 KiB that is a loop of its own; as the boot
    ROM looks for them: RP2350 data sheet 5.9.1 to 5.9.4."""
    found = []
    flash = flash.ljust(4096, b"\xff")
    for offset in range(0, 4096 - 20, 4):
        if struct.unpack_from("<I", flash, offset) != (START,):
            continue
        at, words, kind = offset + 4, 0, None
        while flash[at] != LAST:
            size = flash[at + 1]  # in words; the types here have one byte of it
            if flash[at] == IMAGE_TYPE:
                (kind,) = struct.unpack_from("<H", flash, at + 2)
            words, at = words + size, at + 4 * size
        last, size, pad = struct.unpack_from("<BHB", flash, at)
        following, end = struct.unpack_from("<iI", flash, at + 4)
        assert (last, size, pad, following, end) == (LAST, words, 0, 0, END)
        assert kind is not None
        found.append((offset, kind))
    return found


@pytest.mark.parametrize("compiler", COMPILERS)
def test_the_image_definition_of_the_rp2350(compiler: CompilerName, tmp_path: Path) -> None:
    flash = linked("pico2", compiler, tmp_path)
    ((_, kind),) = image_definitions(flash)
    executable, secure, arm, rp2350 = 1, 2, 0, 1
    assert kind == executable | secure << 4 | arm << 8 | rp2350 << 12
    stack, reset = struct.unpack_from("<II", flash)  # where the ROM looks without a table item
    assert 0x2000_0000 < stack <= 0x2008_2000 and stack % 8 == 0
    assert reset & 1 and 0x1000_0040 <= reset < 0x1000_0000 + len(flash)


def test_the_rp2040_has_no_block_and_the_rp2350_no_second_stage(tmp_path: Path) -> None:
    assert not image_definitions(linked("pico", "zig", tmp_path / "pico"))
    board = load_board("pico2")
    image = build(tiny_project(board), board, tmp_path / "pico2")
    assert ".text.boot" not in {chunk.name for chunk in Elf(image.elf.read_bytes()).chunks}
