"""Flash through a debug probe with OpenOCD."""

from __future__ import annotations

from tinyedge.boards import OpenocdFlasher

from .types import Job, Way


def prepare(job: Job, flasher: OpenocdFlasher) -> Way:
    """The way to flash a board like this."""
    raise NotImplementedError
