"""What all flashers have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tinyedge.boards import Board
from tinyedge.events import Listener
from tinyedge.image import Image
from tinyedge.pack.types import FlashFile


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What is to be flashed.

    port: the board's serial port, a pyserial URL; None: none is known, as with a board that waits
    as a drive. force: write what is there already, too.
    """

    board: Board
    image: Image
    files: tuple[FlashFile, ...]
    port: str | None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that flashing does, for ``--dry-run``.

    does: in words, with files, sizes, addresses. argv: of the program that is run, if one is.
    """

    does: str
    argv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a way of flashing is closed: what was looked for and not found, and what to do."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way to flash a board, prepared. Preparing looks, and changes nothing.

    flasher: its kind in the board file. steps: exactly what ``act`` will do, in order; with
    <placeholders> for what is missing. missing: None if ``act`` may be called.
    act: does it, or raises FlashError, PortError, ToolFailed...; when it returns, what was written
    has been verified and the board has been reset into its firmware.
    """

    flasher: str
    steps: tuple[Step, ...]
    missing: Missing | None
    act: Callable[[Listener], None]
