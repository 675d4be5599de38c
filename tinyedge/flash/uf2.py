"""Flash by copying a .uf2 file to the drive of a boot loader."""

from __future__ import annotations

from tinyedge.boards import Uf2Flasher

from .types import Job, Way


def prepare(job: Job, flasher: Uf2Flasher) -> Way:
    """The way to flash a board like this."""
    raise NotImplementedError
