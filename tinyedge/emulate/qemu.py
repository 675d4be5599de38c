"""Run a firmware in QEMU, which emulates a whole board."""

from __future__ import annotations

from pathlib import Path

from tinyedge.boards import Board
from tinyedge.image import Image

from .running import Running


def start_qemu(image: Image, board: Board, *, log: Path) -> Running:
    """Start an image in the emulator; its errors go to ``log``."""
    raise NotImplementedError
