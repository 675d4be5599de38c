"""A firmware that is to be flashed, of bytes alone."""

from __future__ import annotations

from pathlib import Path

from tinyedge.boards import load_board
from tinyedge.flash.types import Job
from tinyedge.image import Image
from tinyedge.pack.types import FlashFile

FIRMWARE = bytes(range(256)) * 5 + b"end"


def flash_job(board: str, *, port: str | None = None) -> Job:
    """FIRMWARE, at the address where that board's flash begins."""
    chosen = load_board(board)
    assert chosen.memory is not None
    image = Image(
        elf=Path("firmware.elf"),
        board=board,
        engine="aot",
        model="fake",
        model_sha256="00" * 32,
        sha256="00" * 32,
        sections=(),
        compiler="",
    )
    file = FlashFile("firmware.bin", chosen.memory.flash.origin, FIRMWARE)
    return Job(board=chosen, image=image, files=(file,), port=port)
