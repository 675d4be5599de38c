"""Run a firmware on a simulated board: Unicorn, in a process of its own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.errors import MissingExtra
from tinyedge.image import Image

from .child import start_child
from .running import Running

MODULE = "tinyedge.emulate.unicorn"


def start_simulated(image: Image, board: Board, *, log: Path) -> Running:
    """Start an image in the emulator; its errors go to ``log``. See child.py for its end.

    Raises:
        MissingExtra: unicorn is not installed.
        ToolFailed: the emulator did not start.
    """
    if importlib.util.find_spec("unicorn") is None:
        raise MissingExtra("unicorn", "sim", "an emulated board")
    return start_child(
        MODULE, arguments(image, board), board=board.id, tool="the emulator", log=log
    )


def arguments(image: Image, board: Board) -> list[str]:
    """What the emulator is called with."""
    memory = board.memory
    assert memory is not None, "boards.py: only 'host' has no memory"
    return [
        *("--core", board.core, "--elf", str(image.elf)),
        *("--flash", f"{memory.flash.origin:#x}:{memory.flash.bytes}"),
        *("--ram", f"{memory.ram.origin:#x}:{memory.ram.bytes}"),
    ]
