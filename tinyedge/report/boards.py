"""The list of boards, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from tinyedge.boards import (
    Board,
    DriveFlasher,
    EsptoolFlasher,
    Flasher,
    OpenocdFlasher,
    PyocdFlasher,
    Uf2Flasher,
)

_FLASHERS: dict[type[Flasher], str] = {
    EsptoolFlasher: "esptool",
    Uf2Flasher: "uf2",
    DriveFlasher: "drive",
    PyocdFlasher: "pyocd",
    OpenocdFlasher: "openocd",
}

# What `checked` means, in words a reader of the table needs no key for.
CHECKED = {
    "build": "builds",
    "isa-emulator": "ROM mock + instruction-set emulator",
    "host": "this machine",
    "emulator": "emulator",
    "hardware": "hardware",
}


def render_boards(boards: Sequence[Board]) -> Table:
    """A row a board: id, name, core, memory, how it is flashed, what it was checked on."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    table.add_column("name", no_wrap=True)
    table.add_column("core", no_wrap=True)
    table.add_column("flash", justify="right", no_wrap=True)
    table.add_column("RAM", justify="right", no_wrap=True)
    table.add_column("flashed by", no_wrap=True)
    table.add_column("checked on", no_wrap=True)
    for board in boards:
        table.add_row(
            board.id,
            escape(board.name),
            board.core,
            kibibytes(board.flash_bytes),
            kibibytes(board.ram_bytes),
            flashed_by(board),
            checked_on(board),
        )
    return table


def markdown(boards: Sequence[Board]) -> str:
    """The same as a table of Markdown, for README.md."""
    lines = [
        "| board | | chip | core | flash | RAM | flashed by | checked on |",
        "|---|---|---|---|--:|--:|---|---|",
    ]
    lines += [
        f"| `{board.id}` | {board.name} | {board.chip or '-'} | {board.core} "
        f"| {kibibytes(board.flash_bytes)} | {kibibytes(board.ram_bytes)} "
        f"| {flashed_by(board)} | {checked_on(board)} |"
        for board in boards
    ]
    return "\n".join(lines)


def checked_on(board: Board) -> str:
    """What the board was seen to work on."""
    return CHECKED["host" if board.emulator == "host" else board.checked]


def flashed_by(board: Board) -> str:
    """The ways to flash it, in the order in which they are tried; "-" if it is no hardware."""
    return ", ".join(_FLASHERS[type(flasher)] for flasher in board.flashers) or "-"


def kibibytes(size: int | None) -> str:
    """A memory size; "-" where there is no limit."""
    return "-" if size is None else f"{size // 1024:,} KiB"


def board_to_json(board: Board) -> dict[str, Any]:
    """One object of ``tinyedge boards --json``; its keys are a contract (DESIGN)."""
    return {
        "id": board.id,
        "name": board.name,
        "chip": board.chip or None,
        "core": board.core,
        "flash_bytes": board.flash_bytes,
        "ram_bytes": board.ram_bytes,
        "checked": board.checked,
        "emulator": board.emulator,
        "flashers": [_FLASHERS[type(flasher)] for flasher in board.flashers],
        "counter": board.counter,
    }
