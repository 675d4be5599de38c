"""Flash by copying a .bin file to the drive of a debug probe."""

from __future__ import annotations

from tinyedge.boards import DriveFlasher

from .types import Job, Way


def prepare(job: Job, flasher: DriveFlasher) -> Way:
    """The way to flash a board like this."""
    raise NotImplementedError
