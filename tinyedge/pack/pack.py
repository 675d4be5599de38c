"""The door of the stage: what is written to a board, in the form its boot ROM or probe takes."""

from __future__ import annotations

from pathlib import Path

from tinyedge.boards import Board, Uf2Flasher
from tinyedge.elf import Elf
from tinyedge.image import Image
from tinyedge.paths import write_whole

from .espressif import espressif
from .types import FlashFile
from .uf2 import uf2

_NAMES = ("firmware.bin", "firmware.uf2", "weights.bin")


def pack(image: Image, board: Board) -> tuple[FlashFile, ...]:
    """The files that make up a firmware in flash, in order of address.

    One ``firmware.bin`` for most boards; ``firmware.uf2`` as well for those with a boot loader
    that takes it; the code and the weights apart for Espressif's. None for this machine.

    Raises:
        DoesNotFit, BoardError: of ``espressif``.
    """
    if board.memory is None:
        return ()
    elf = Elf(image.elf.read_bytes())
    if board.boot == "espressif":
        return espressif(elf, board)
    binary = FlashFile("firmware.bin", elf.segments[0][0], elf.binary())
    for flasher in board.flashers:
        if isinstance(flasher, Uf2Flasher):
            blocks = uf2(binary.data, address=binary.address, family=flasher.family)
            return (binary, FlashFile("firmware.uf2", binary.address, blocks))
    return (binary,)


def remove_files(folder: Path) -> None:
    """Remove what ``write_files`` left there of an earlier firmware, of whatever board."""
    for name in _NAMES:
        (folder / name).unlink(missing_ok=True)


def write_files(files: tuple[FlashFile, ...], folder: Path) -> tuple[Path, ...]:
    """Write each file into ``folder``; gives the paths."""
    for file in files:
        write_whole(folder / file.name, file.data)
    return tuple(folder / file.name for file in files)
