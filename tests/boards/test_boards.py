"""Every file in boards/ loads; a wrong one is refused with file, table, key and what it takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from tinyedge.boards import Board, Core, all_boards, load_board
from tinyedge.errors import BoardError
from tinyedge.paths import boards_dir, firmware_dir

GOOD = (boards_dir() / "sim-cortex-m4.toml").read_text(encoding="utf-8")
PORTS = sorted(path.name for path in (firmware_dir() / "ports").iterdir() if path.is_dir())
FIXED_IDS = [
    "host",
    "sim-cortex-m0plus",
    "sim-cortex-m3",
    "sim-cortex-m33",
    "sim-cortex-m4",
    "sim-cortex-m7",
    "sim-rv32imc",
]


def test_the_promised_boards_are_there() -> None:
    assert set(FIXED_IDS) <= {board.id for board in all_boards()}


@pytest.mark.parametrize("board", all_boards(), ids=lambda board: str(board.id))
def test_a_board_is_found_by_its_id(board: Board) -> None:
    assert load_board(board.id) == board
    assert board.stack_bytes % 16 == 0
    if board.memory:
        code_bytes = board.memory.code.bytes if board.memory.code else 0
        assert (board.flash_bytes, board.ram_bytes) == (
            board.memory.flash_offset + board.memory.flash.bytes,
            board.memory.ram.bytes + code_bytes,
        )


def test_the_numbers_are_those_of_the_file() -> None:
    board = load_board("sim-cortex-m4")
    assert board.memory is not None
    assert (board.memory.flash.origin, board.memory.flash.end) == (0x0800_0000, 0x0810_0000)
    assert (board.memory.ram.origin, board.memory.ram.end) == (0x2000_0000, 0x2004_0000)
    assert board.link.baud == 115_200
    assert (board.flash_bytes, board.ram_bytes) == (1_048_576, 262_144)


def test_this_machine_has_no_limits() -> None:
    board = load_board("host")
    assert (board.memory, board.flash_bytes, board.ram_bytes) == (None, None, None)


def test_a_user_can_bring_a_board_of_his_own(tmp_path: Path) -> None:
    path = tmp_path / "my-board.toml"
    path.write_text(GOOD.replace("Simulated Cortex-M4F", "Mine"), encoding="utf-8")
    board = load_board(str(path))
    assert (board.id, board.name) == ("my-board", "Mine")


def test_an_unknown_board_lists_the_nearest_and_all() -> None:
    with pytest.raises(BoardError) as caught:
        load_board("sim-cortex-m5")
    ids = ", ".join(board.id for board in all_boards())
    said = str(caught.value)
    assert said == (
        "sim-cortex-m5: no such board; did you mean sim-cortex-m7 or sim-cortex-m4 or "
        f"sim-cortex-m3? there are {ids}, or give a .toml file"
    )


WRONG = {
    "not TOML": (
        "name = ",
        "name ",
        "not TOML: Expected '=' after a key in a key/value pair (at line 2, column 6)",
    ),
    "unknown key": (
        "bytes = 0x10_0000",
        "kb = 1024",
        "[memory.flash] has no key 'kb'; it takes origin, bytes, offset",
    ),
    "missing key": (
        "bytes = 0x10_0000",
        "",
        "[memory.flash] lacks the key 'bytes'; it takes origin, bytes, offset",
    ),
    "unknown key at the top": (
        "name = ",
        "speed = 1\nname = ",
        "has no key 'speed'; it takes name, core, port, kernels, checked, counter, stack_bytes, "
        "max_payload_bytes, toolchain, link, chip, emulator, boot, memory, constants, qemu, "
        "espressif, flashers, boot_mode",
    ),
    "missing table": (
        "[link]\nkind = ",
        "[lnik]\nkind = ",
        "has no key 'lnik'; it takes name, core, port, kernels, checked, counter, stack_bytes, "
        "max_payload_bytes, toolchain, link, chip, emulator, boot, memory, constants, qemu, "
        "espressif, flashers, boot_mode",
    ),
    "core": (
        'core = "cortex-m4"',
        'core = "cortex-m5"',
        f"core = 'cortex-m5' is not possible; it takes one of {', '.join(get_args(Core))}",
    ),
    "port outside the folder": (
        'port = "sim"',
        'port = "../app"',
        f"port = '../app' is not possible; it takes one of {', '.join(PORTS)}",
    ),
    "kernels": (
        'kernels = "portable"',
        "kernels = 3",
        "kernels = 3 is not possible; it takes one of portable",
    ),
    "negative": (
        "bytes = 0x10_0000",
        "bytes = -1",
        "[memory.flash] bytes = -1 is not possible; it takes a multiple of 16 from 1,024 to "
        "4,160,749,568",
    ),
    "beyond the address space": (
        "bytes = 0x10_0000",
        "bytes = 0x1_0000_0000",
        "[memory.flash] bytes = 4294967296 is not possible; it takes a multiple of 16 from 1,024 "
        "to 4,160,749,568",
    ),
    "a text for a number": (
        "bytes = 0x10_0000",
        'bytes = "1M"',
        "[memory.flash] bytes = '1M' is not possible; it takes a multiple of 16 from 1,024 to "
        "4,160,749,568",
    ),
    "true is no number": (
        "baud = 115_200",
        "baud = true",
        "[link] baud = True is not possible; it takes a whole number from 300 to 12,000,000",
    ),
    "overlap": ("0x2000_0000", "0x080F_0000", "[memory] flash and ram overlap"),
    "more stack than RAM": (
        "stack_bytes = 4096",
        "stack_bytes = 1_000_000",
        "stack_bytes = 1000000 is not possible; it takes a multiple of 16 from 256 to 262,144",
    ),
    "flags as one text": (
        'flags = ["-mthumb"]',
        'flags = "-mthumb"',
        "[toolchain.zig] flags = '-mthumb' is not possible; it takes a list of texts in quotes",
    ),
    "a number for a table": (
        '[toolchain.gcc]\nprefix = "arm-none-eabi-"\n',
        "gcc = 1\n[memory]\n",
        None,
    ),
    "empty name": (
        'name = "Simulated Cortex-M4F"',
        'name = ""',
        "name = '' is not possible; it takes a text in quotes",
    ),
    "a name that would break the header": (
        'name = "Simulated Cortex-M4F"',
        'name = "a\\nb"',
        "name = 'a\\nb' is not possible; it takes a text in quotes",
    ),
    "the port of another family": (
        'port = "sim"',
        'port = "host"',
        "core = 'host' and port = 'host' go together",
    ),
    "an emulator of something else": (
        'emulator = "unicorn"',
        'emulator = "host"',
        "emulator = 'host' does not emulate port = 'sim'",
    ),
    "host with memory": (
        'core = "cortex-m4"',
        'core = "host"',
        "[memory] goes with every core but 'host', and never with that",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_board_file_is_refused_by_name(tmp_path: Path, case: str) -> None:
    old, new, problem = WRONG[case]
    assert GOOD.count(old) == 1
    path = tmp_path / "wrong.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BoardError) as caught:
        load_board(str(path))
    assert caught.value.where == str(path)
    if problem is not None:
        assert str(caught.value) == f"{path}: {problem}"


def test_a_board_without_memory_must_be_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(re.sub(r"\[memory\..*?\n\n", "", GOOD, flags=re.DOTALL), encoding="utf-8")
    with pytest.raises(BoardError) as caught:
        load_board(str(path))
    assert str(caught.value) == (
        f"{path}: [memory] goes with every core but 'host', and never with that"
    )


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(BoardError) as caught:
        load_board(str(tmp_path / "none.toml"))
    assert str(caught.value) == f"{tmp_path / 'none.toml'}: no such file"
    with pytest.raises(BoardError) as caught:
        load_board(str(tmp_path / "folder" / "none"))
    assert str(caught.value) == f"{tmp_path / 'folder' / 'none'}: no such file"
    path = tmp_path / "latin.toml"
    path.write_bytes(b"name = '\xe9'")
    with pytest.raises(BoardError) as caught:
        load_board(str(path))
    assert str(caught.value) == f"{path}: not UTF-8 at byte 8"
    with pytest.raises(BoardError) as caught:
        load_board(str(tmp_path) + "/")
    assert str(caught.value) == f"{tmp_path}/: cannot be read: Is a directory"


def test_the_name_of_the_file_must_do_as_an_id(tmp_path: Path) -> None:
    path = tmp_path / "My Board.toml"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(BoardError) as caught:
        load_board(str(path))
    assert str(caught.value) == (
        f"{path}: 'My Board' cannot be a board's id; the file's name takes a-z, 0-9 and -, "
        "at most 31 characters"
    )


UF2 = '[[flashers]]\nkind = "uf2"\nboard_id = "B"\nfamily = 1\n'
CODE = "[memory.code]\norigin = 0x3000_0000\nbytes = 0x4000\n"
HEADER = '[espressif]\nchip = "esp32"\napp_offset = 0\nflash_mode = "dio"\nflash_freq = "80m"\n'

# What is added to the file of a board that is right, and what is said of it then.
COMBINED = {
    "a UF2 file for an Espressif boot ROM": (
        "esp32s3",
        UF2,
        "[flashers] kind = 'uf2' does not flash a board with boot = 'espressif'",
    ),
    "esptool for another boot ROM": (
        "pico",
        '[[flashers]]\nkind = "esptool"\n',
        "[flashers] kind = 'esptool' does not flash a board with boot = 'rp2040'",
    ),
    "a flasher for this machine": (
        "host",
        UF2,
        "[flashers] kind = 'uf2' does not flash a board with core = 'host'",
    ),
    "two families in one file": (
        "pico",
        UF2,
        "[flashers] kind = 'uf2' is there twice; one file has one family",
    ),
    "an emulator that boots what is not made": (
        "pico",
        None,
        "emulator = 'rp2040py' boots a UF2 file: it needs a flasher 'uf2'",
    ),
    "code in RAM that nobody loads": (
        "pico",
        CODE,
        "[memory.code] goes with boot = 'espressif', or an Xtensa core, alone",
    ),
    "an Espressif boot ROM and no RAM for code": (
        "sim-cortex-m4",
        HEADER,
        "boot = 'espressif' loads code into RAM: it needs [memory.code]",
    ),
    "code in flash behind the weights": (
        "esp32s3",
        "[espressif]\napp_offset = 0x1_0000\n",
        "[espressif] app_offset = 65536 is not possible; it takes a multiple of 4096 from 0 to "
        "61,440",
    ),
    "a constant that board.h has": (
        "host",
        "[constants]\nid = 1\n",
        "[constants] 'id' cannot be a constant's name: board.h has it already",
    ),
    "a drive without a name": (
        "sim-cortex-m4",
        '[[flashers]]\nkind = "drive"\nlabels = [""]\n',
        "[flashers] labels = [''] is not possible; it takes a list of texts in quotes, 1 or more",
    ),
    "no configuration": (
        "sim-cortex-m4",
        '[[flashers]]\nkind = "openocd"\nconfig = []\n',
        "[flashers] config = [] is not possible; it takes a list of texts in quotes, 1 or more",
    ),
}


@pytest.mark.parametrize("case", COMBINED)
def test_what_does_not_go_together_is_refused(tmp_path: Path, case: str) -> None:
    base, added, problem = COMBINED[case]
    text = (boards_dir() / f"{base}.toml").read_text(encoding="utf-8")
    if added is None:
        text = text[: text.index("[[flashers]]")]
    elif added is HEADER:
        text = f'boot = "espressif"\n{text}\n{added}'
    else:
        text = f"{text}\n{added}"
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BoardError) as caught:
        load_board(str(path))
    said = str(caught.value).partition(": ")
    assert said[0].split(" with ")[0] == str(path)
    assert said[2] == problem


def test_a_usb_id_that_is_there_twice_would_be_two_ports(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'{GOOD}usb = ["303a:1001", "303a:1001"]\n', encoding="utf-8")
    with pytest.raises(BoardError) as caught:
        load_board(str(path))
    assert str(caught.value) == (
        f"{path}: [link] usb = ['303a:1001', '303a:1001'] is not possible; it takes each id once"
    )
