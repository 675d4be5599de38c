"""Run a firmware in QEMU, which emulates a whole board."""

from __future__ import annotations

from pathlib import Path

from tinyedge.boards import Board
from tinyedge.image import Image
from tinyedge.tools import find_tool

from .child import start_child
from .running import Running

MODULE = "tinyedge.emulate.qemu_guard"


def start_qemu(image: Image, board: Board, *, log: Path) -> Running:
    """Start an image in the emulator; its errors go to ``log``. See child.py for its end.

    Raises:
        ToolMissing: QEMU is not installed.
        ToolFailed: it did not start.
    """
    assert board.qemu is not None, "boards/read.py: emulator = 'qemu' and [qemu] go together"
    tool = board.qemu.program
    call = arguments(image, board, program=find_tool(tool), log=log)
    return start_child(MODULE, call, board=board.id, tool=tool, log=log)


def arguments(image: Image, board: Board, *, program: str, log: Path) -> list[str]:
    """What the guard is called with: its own arguments, then QEMU's."""
    assert board.qemu is not None
    return [
        *(
            "--elf",
            str(image.elf),
            "--log",
            str(log),
            "--said",
            str(log.with_name(f"{log.name}.serial")),
            "--",
        ),
        *(program, "-M", board.qemu.machine, *board.qemu.options, "-kernel", str(image.elf)),
    ]
