"""The door of the stage: start an image in what emulates its board."""

from __future__ import annotations

from pathlib import Path

from tinyedge.boards import Board
from tinyedge.errors import BoardError
from tinyedge.image import Image
from tinyedge.paths import cache_dir

from .emulated import recorded
from .host import start_host
from .qemu import start_qemu
from .rp2040py import start_rp2040py
from .running import Running
from .simulated import start_simulated


def start(image: Image, board: Board, *, log: Path | None = None) -> Running:
    """Start an image in its board's emulator; a serial port answers when this returns.

    log: for what the emulator has to say; by default a file in the cache.

    Raises:
        BoardError: the board has no emulator.
        MissingExtra: the emulator is not installed.
        ToolFailed: it did not start.
    """
    if image.board != board.id:
        raise ValueError(f"an image for {image.board} does not run on {board.id}")
    log = log or cache_dir("log") / f"emulate-{board.id}.log"
    return recorded(_start(image, board, log))


def _start(image: Image, board: Board, log: Path) -> Running:
    match board.emulator:
        case "unicorn":
            return start_simulated(image, board, log=log)
        case "host":
            return start_host(image, log=log)
        case "qemu":
            return start_qemu(image, board, log=log)
        case "rp2040py":
            return start_rp2040py(image, board, log=log)
        case None:
            raise BoardError(board.id, "has no emulator; name its serial port with --port")
