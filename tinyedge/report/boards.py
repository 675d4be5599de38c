"""The list of boards, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from tinyedge.boards import (
    Board,
    DriveFlasher,
    EsptoolFlasher,
    Flasher,
    OpenocdFlasher,
    PyocdFlasher,
    Uf2Flasher,
)

from .fitting import Fitting

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


def render_boards(boards: Sequence[Board]) -> Fitting:
    """A row a board: id, name, core, memory, how it is flashed, what it was checked on."""
    heads = ("id", "name", "core", "flash", "RAM", "flashed by", "checked on")
    rows = [
        (
            *(board.id, board.name, board.core),
            *(kibibytes(board.flash_bytes), kibibytes(board.ram_bytes)),
            *(flashed_by(board), checked_on(board)),
        )
        for board in boards
    ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        justify: JustifyMethod = "right" if head in ("flash", "RAM") else "left"
        table.add_column(head, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return Fitting(table, [_paragraph(*row) for row in rows], sum(widths) + 2 * (len(heads) - 1))


def _paragraph(
    board: str, name: str, core: str, flash: str, ram: str, flashed: str, checked: str
) -> tuple[Text, Text]:
    facts = [core, *([] if flash == "-" else [f"flash {flash}", f"RAM {ram}"])]
    by = [] if flashed == "-" else [f"flashed by {flashed}"]
    told = "; ".join([", ".join(facts), *by, f"checked on: {checked}"])
    return Text.assemble((board, "bold"), f"  {name}"), Text(told)


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
