"""The door of the stage: put an image on a board, by the first way of its file that is open."""

from __future__ import annotations

from tinyedge.boards import (
    DriveFlasher,
    EsptoolFlasher,
    Flasher,
    OpenocdFlasher,
    PyocdFlasher,
    Uf2Flasher,
)
from tinyedge.errors import FlashError
from tinyedge.events import Listener, Started, ignore

from . import drive, esptool, openocd, pyocd, uf2
from .types import Job, Way


def prepare(job: Job) -> tuple[Way, ...]:
    """Every way to flash the board, in the order of its file; looks, and changes nothing."""
    return tuple(_prepare(job, flasher) for flasher in job.board.flashers)


def flash(job: Job, *, listen: Listener = ignore) -> Way:
    """Flash a board by the first way that is open; gives that way.

    Raises:
        FlashError: no way is open; says for each what was looked for and what to do.
    """
    ways = prepare(job)
    chosen = choose(job, ways)
    listen(Started("flash", f"{job.image.flash_bytes:,} B to {job.board.name}, {chosen.flasher}"))
    chosen.act(listen)
    return chosen


def choose(job: Job, ways: tuple[Way, ...]) -> Way:
    """The first way that is open.

    Raises:
        FlashError: none is.
    """
    for way in ways:
        if way.missing is None:
            return way
    if not ways:
        raise FlashError(
            job.board.id,
            "there is no such hardware to flash: it is only emulated",
            f"run: tinyedge run MODEL --board {job.board.id}",
        )
    problems = [f"{way.flasher}: {way.missing.problem}" for way in ways if way.missing]
    remedies = [way.missing.remedy for way in ways if way.missing]
    raise FlashError(job.board.id, "; ".join(problems), ", or ".join(dict.fromkeys(remedies)))


def _prepare(job: Job, flasher: Flasher) -> Way:
    match flasher:
        case EsptoolFlasher():
            return esptool.prepare(job, flasher)
        case Uf2Flasher():
            return uf2.prepare(job, flasher)
        case DriveFlasher():
            return drive.prepare(job, flasher)
        case PyocdFlasher():
            return pyocd.prepare(job, flasher)
        case OpenocdFlasher():
            return openocd.prepare(job, flasher)
