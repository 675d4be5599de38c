"""Flash Espressif chips through their boot loader, with esptool as a library."""

from __future__ import annotations

from tinyedge.boards import EsptoolFlasher

from .types import Job, Way


def prepare(job: Job, flasher: EsptoolFlasher) -> Way:
    """The way to flash a board like this."""
    raise NotImplementedError
