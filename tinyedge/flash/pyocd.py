"""Flash through a debug probe with pyOCD."""

from __future__ import annotations

from tinyedge.boards import PyocdFlasher

from .types import Job, Way


def prepare(job: Job, flasher: PyocdFlasher) -> Way:
    """The way to flash a board like this."""
    raise NotImplementedError
