"""UF2 files: what a boot ROM makes of them, and what is in every byte."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from support.tiny_firmware import tiny_project
from support.uf2_reader import BootRom

from tinyedge.boards import Board, Uf2Flasher, all_boards
from tinyedge.build.build import build
from tinyedge.elf import Elf
from tinyedge.pack.pack import pack, write_files
from tinyedge.pack.uf2 import uf2

RP2040 = 0xE48B_FF56
RP2350_ARM_S = 0xE48B_FF59
BOARDS = [board for board in all_boards() if any(isinstance(f, Uf2Flasher) for f in board.flashers)]


def test_a_block_by_hand() -> None:
    """Fields in the order of the specification's table."""
    expected = (
        b"UF2\n"
        + bytes.fromhex("57515d9e")  # second magic number
        + bytes.fromhex("00200000")  # the last field is a family
        + bytes.fromhex("00010010")  # 0x10000100
        + bytes.fromhex("00010000")  # 256 bytes
        + bytes.fromhex("00000000")  # number 0
        + bytes.fromhex("01000000")  # of 1
        + bytes.fromhex("56ff8be4")
        + b"abc"
        + bytes(473)
        + bytes.fromhex("306fb10a")
    )
    assert uf2(b"abc", address=0x1000_0100, family=RP2040) == expected


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 5000])
def test_a_boot_rom_writes_the_image_whatever_the_order_of_sectors(size: int) -> None:
    image = random.Random(size).randbytes(size)
    made = uf2(image, address=0x1000_0000, family=RP2040)
    sectors = [made[at : at + 512] for at in range(0, len(made), 512)]
    random.Random(size).shuffle(sectors)
    rom = BootRom(RP2040)
    for sector in sectors:
        assert not rom.done
        rom.take(sector)
    assert rom.done and not rom.ignored
    address, written = rom.contents()
    assert address == 0x1000_0000
    assert written == image.ljust(-(-size // 256) * 256, b"\0")


def test_a_chip_of_another_family_takes_nothing() -> None:
    rom = BootRom(RP2350_ARM_S)
    rom.take_file(uf2(bytes(1000), address=0x1000_0000, family=RP2040))
    assert rom.ignored == 4 and not rom.flash


@pytest.mark.parametrize(("image", "address"), [(b"", 0x1000_0000), (b"a", 0x1000_0080)])
def test_what_no_boot_rom_takes_is_our_mistake(image: bytes, address: int) -> None:
    with pytest.raises(ValueError, match=f"{len(image)} B at {address:#x} make no UF2 file"):
        uf2(image, address=address, family=RP2040)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.id)
def test_a_board_gets_its_image_in_both_forms(board: Board, tmp_path: Path) -> None:
    image = build(tiny_project(board), board, tmp_path)
    (flasher,) = (f for f in board.flashers if isinstance(f, Uf2Flasher))
    binary, blocks = pack(image, board)
    assert (binary.name, blocks.name) == ("firmware.bin", "firmware.uf2")
    assert binary.address == blocks.address == 0x1000_0000
    assert binary.data == Elf(image.elf.read_bytes()).binary()
    rom = BootRom(flasher.family)
    rom.take_file(blocks.data)
    address, written = rom.contents()
    assert rom.done and not rom.ignored
    assert (address, written[: len(binary.data)]) == (binary.address, binary.data)
    assert not any(written[len(binary.data) :])
    paths = write_files((binary, blocks), tmp_path / "out")
    assert [path.name for path in paths] == ["firmware.bin", "firmware.uf2"]
    assert paths[1].read_bytes() == blocks.data


def test_the_families_are_those_of_the_chips() -> None:
    """boot/uf2.h of the Pico SDK: RP2040_FAMILY_ID, RP2350_ARM_S_FAMILY_ID."""
    families = {
        board.chip: f.family
        for board in BOARDS
        for f in board.flashers
        if isinstance(f, Uf2Flasher)
    }
    assert families == {"rp2040": RP2040, "rp2350": RP2350_ARM_S}
    assert struct.pack("<I", RP2040) == bytes.fromhex("56ff8be4")
