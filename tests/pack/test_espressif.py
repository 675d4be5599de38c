"""Images for Espressif's boot ROM, read back by esptool, which knows them best."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from esptool.bin_image import LoadFirmwareImage
from esptool.cmds import image_info
from esptool.targets import CHIP_DEFS
from esptool.util import FatalError
from support.compilers import need_compiler
from support.tiny_firmware import tiny_project, tiny_sources

from tinyedge.boards import Board, Espressif, Memory, Region, all_boards, load_board
from tinyedge.build.build import build
from tinyedge.elf import Elf
from tinyedge.errors import BoardError, DoesNotFit
from tinyedge.image import Image
from tinyedge.pack.espressif import espressif
from tinyedge.pack.pack import pack
from tinyedge.pack.types import FlashFile

BOARDS = [board for board in all_boards() if board.boot == "espressif"]
C3 = load_board("esp32c3")

# A firmware that reads no weights.
EMPTY_C = """\
#include "port.h"

int main(void) {
    te_port_start();
    return 0;
}
"""


def made(board: Board, folder: Path, app: str | None = None) -> Image:
    need_compiler(board)
    sources = tiny_sources(rows=1000, columns=100, arena_bytes=4000)
    project = tiny_project(board, sources) if app is None else tiny_project(board, sources, app)
    return build(project, board, folder)


def parts(board: Board) -> tuple[Memory, Region, Espressif]:
    assert board.memory is not None and board.memory.code is not None
    assert board.espressif is not None
    return board.memory, board.memory.code, board.espressif


def named(files: tuple[FlashFile, ...]) -> dict[str, FlashFile]:
    return {file.name: file for file in files}


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: str(board.id))
def test_esptool_reads_the_image_that_was_linked(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = made(board, tmp_path)
    memory, code, chip = parts(board)
    elf = Elf(image.elf.read_bytes())
    app = named(pack(image, board))["firmware.bin"]

    read = LoadFirmwareImage(chip.chip, app.data)  # raises if a length or address is impossible
    target = CHIP_DEFS[chip.chip]
    assert read.checksum == read.calculate_checksum()
    assert read.stored_digest == read.calc_digest
    assert read.chip_id == target.IMAGE_CHIP_ID
    assert read.flash_mode == {"qio": 0, "qout": 1, "dio": 2, "dout": 3}[chip.flash_mode]
    assert read.flash_size_freq == (
        target.FLASH_SIZES["4MB"] | target.FLASH_FREQUENCY[chip.flash_freq]
    )
    assert (read.wp_pin, read.min_rev_full, read.max_rev_full) == (0xEE, 0, 0xFFFF)
    assert read.entrypoint == elf.symbols["te_reset"]
    assert code.origin <= read.entrypoint < code.end

    segments = [(s.addr, s.data) for s in read.segments]
    assert segments == [
        (address, data + bytes(-len(data) % 4))
        for address, data in elf.segments
        if not memory.flash.origin <= address < memory.flash.end
    ]
    regions = [
        next(r for r in (code, memory.ram) if r.origin <= a and a + len(d) <= r.end)
        for a, d in segments
    ]
    assert sorted(region.origin for region in regions) == [memory.ram.origin, code.origin]

    image_info(app.data, chip=chip.chip)
    said = capsys.readouterr().out
    assert "(valid)" in said and "invalid" not in said


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: str(board.id))
def test_the_weights_lie_where_the_window_will_show_them(board: Board, tmp_path: Path) -> None:
    image = made(board, tmp_path)
    memory, _, chip = parts(board)
    files = pack(image, board)
    assert [file.name for file in files] == ["firmware.bin", "weights.bin"]
    assert files[0].address == chip.app_offset == CHIP_DEFS[chip.chip].BOOTLOADER_FLASH_OFFSET
    assert files[1].address == memory.flash_offset == 0x1_0000
    assert files[0].address + len(files[0].data) <= files[1].address
    # The matrix of support.tiny_firmware: two rows begin with numbers, all else is zero.
    matrix = bytes([1, 2, 3, *bytes(97), 0xFC, 5, 6, *bytes(97), *bytes(998 * 100)])
    assert files[1].data == matrix
    assert Elf(image.elf.read_bytes()).symbols["te_weights_offset"] == files[1].address


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 0x0C, 0x18, 0x40, -40, -33, -32, -1])
def test_esptool_sees_a_flipped_bit(at: int, tmp_path: Path) -> None:
    """What the tests above rely on: the oracle is strict."""
    app = bytearray(named(pack(made(C3, tmp_path), C3))["firmware.bin"].data)
    app[at] ^= 0x10
    try:
        read = LoadFirmwareImage("esp32c3", bytes(app))
    except (FatalError, struct.error):
        return
    assert read.stored_digest != read.calc_digest


def test_without_weights_there_is_one_file(tmp_path: Path) -> None:
    files = pack(made(C3, tmp_path, EMPTY_C), C3)
    assert [file.name for file in files] == ["firmware.bin"]


def test_an_image_that_would_run_into_the_weights_is_refused(tmp_path: Path) -> None:
    image = made(C3, tmp_path)
    memory, _, _ = parts(C3)
    needed = len(named(pack(image, C3))["firmware.bin"].data)

    offset = needed // 256 * 256
    small = replace(C3, memory=replace(memory, flash_offset=offset))
    with pytest.raises(DoesNotFit) as caught:
        espressif(Elf(image.elf.read_bytes()), small)
    assert str(caught.value) == (
        f"the image needs {needed:,} B of flash before the weights, {needed - offset:,} B more "
        f"than esp32c3 has ({offset:,} B); choose a larger board or a smaller model"
    )
    exact = replace(C3, memory=replace(memory, flash_offset=needed))
    assert named(espressif(Elf(image.elf.read_bytes()), exact))["weights.bin"].address == needed


WRONG = {
    "chip": (
        {"chip": "esp32c6"},
        "chip = 'esp32c6' is not possible; it takes one of esp32, esp32c3, esp32s3",
    ),
    "frequency": (
        {"flash_freq": "133m"},
        "flash_freq = '133m' is not possible; it takes one of 40m, 26m, 20m, 80m",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_header_has_no_number_for_is_refused(case: str, tmp_path: Path) -> None:
    image = made(C3, tmp_path)
    changes, problem = WRONG[case]
    wrong = replace(C3, espressif=replace(parts(C3)[2], **changes))
    with pytest.raises(BoardError) as caught:
        pack(image, wrong)
    assert str(caught.value) == f"esp32c3: [espressif]: {problem}"


def test_too_small_a_flash_is_refused(tmp_path: Path) -> None:
    image = made(C3, tmp_path)
    memory, _, _ = parts(C3)
    flash = Region(memory.flash.origin, 0xF_0000 - 256)
    with pytest.raises(BoardError) as caught:
        pack(image, replace(C3, memory=replace(memory, flash=flash)))
    assert str(caught.value) == (
        "esp32c3: [espressif]: a flash of 1,048,320 B is too small; the least is 1 MiB"
    )


@pytest.mark.parametrize(
    ("mib", "name"), [(1, "1MB"), (2, "2MB"), (3, "2MB"), (8, "8MB"), (16, "16MB")]
)
def test_the_header_says_a_size_that_the_flash_is_sure_to_have(
    mib: int, name: str, tmp_path: Path
) -> None:
    image = made(C3, tmp_path)
    memory, _, chip = parts(C3)
    flash = Region(memory.flash.origin, mib * 2**20 - memory.flash_offset)
    app = pack(image, replace(C3, memory=replace(memory, flash=flash)))[0]
    read = LoadFirmwareImage(chip.chip, app.data)
    assert read.flash_size_freq & 0xF0 == CHIP_DEFS[chip.chip].FLASH_SIZES[name]


# The first address that a boot ROM's own data takes: ESP-IDF, components/bootloader/subproject/
# main/ld/<chip>.
ROM_DATA = {"esp32s3": 0x3FCE_9704, "esp32c3": 0x3FCC_AE00, "esp32": 0x3FFE_0000}


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: str(board.id))
def test_no_board_takes_what_the_boot_rom_uses(board: Board) -> None:
    memory, code, chip = parts(board)
    assert memory.ram.end <= ROM_DATA[chip.chip]
    target = CHIP_DEFS[chip.chip]
    ranges = {name: (start, end) for start, end, name in target.MEMORY_MAP}
    data = [ranges[name] for name in ("DRAM", "DRAM0") if name in ranges]
    instructions = [ranges[name] for name in ("IRAM", "IRAM0") if name in ranges]
    window = ranges["DROM"]
    assert any(start <= memory.ram.origin and memory.ram.end <= end for start, end in data)
    assert any(start <= code.origin and code.end <= end for start, end in instructions)
    assert window[0] <= memory.flash.origin and memory.flash.end <= window[1]


def test_the_chips_code_is_what_the_emulated_boards_check() -> None:
    """The same compilers with the same flags, to the letter."""
    assert C3.toolchain == load_board("virt-rv32").toolchain
    checked = load_board("qemu-lx106").toolchain.gccs
    for board in BOARDS:
        if board.core.startswith("xtensa"):
            assert board.toolchain.gccs[-1:] == checked
            assert {gcc.flags for gcc in board.toolchain.gccs} == {checked[0].flags}
            assert board.toolchain.zig is None
