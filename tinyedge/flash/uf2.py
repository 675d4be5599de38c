"""Flash by copying a .uf2 file to the drive of a boot loader.

The boot loader takes each block as it is written, and restarts into the firmware when it has them
all: that the drive vanishes is its word that the file was whole. A board that runs a firmware with
a serial port on USB goes to its boot loader when that port is opened at 1200 baud and closed.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tinyedge.boards import Board, Uf2Flasher
from tinyedge.errors import FlashError
from tinyedge.events import Listener, Note, Progress
from tinyedge.link.opening import explain_opening, present_ports
from tinyedge.link.ports import PortInfo, list_ports
from tinyedge.pack.types import FlashFile
from tinyedge.pack.uf2 import BLOCK_BYTES, PAYLOAD_BYTES

from .drives import Drive, Unmounted, mounted, unmounted
from .types import Job, Missing, Step, Way

_STAGE = "flash"
_INFO = "INFO_UF2.TXT"
_ID = "Board-ID:"
_COPY = "FIRMWARE.UF2"
_TOUCH_BAUD = 1200
# A system takes seconds to mount a drive, and the boot ROM tens of microseconds for a page.
_APPEAR_TIMEOUT_S = 15.0
_VANISH_TIMEOUT_S = 15.0
_LOOK_EVERY_S = 0.1
# Synced after each, so that progress is the board's and not the cache's.
_CHUNK_BYTES = 64 * BLOCK_BYTES

_Found = TypeVar("_Found")

_HALF = "the board may now hold half a firmware"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the board: what a test replaces.

    touch: opens a port at 1200 baud and closes it, or raises PortError.
    """

    mounted: Callable[[], Sequence[Drive]]
    unmounted: Callable[[], Sequence[Unmounted]]
    ports: Callable[[], Sequence[PortInfo]]
    touch: Callable[[str], None]
    clock: Callable[[], float]
    sleep: Callable[[float], None]


def touch(url: str) -> None:
    """Open a serial port at 1200 baud and close it with DTR low.

    Raises:
        PortError: it cannot be opened.
    """
    import serial

    try:
        port = serial.serial_for_url(url, baudrate=_TOUCH_BAUD)
    except (OSError, ValueError) as error:
        raise explain_opening(url, error, present=present_ports()) from error
    with suppress(OSError):  # the board may be quicker to leave than we to let go
        port.dtr = False
    with suppress(OSError):
        port.close()


REAL = Surroundings(mounted, unmounted, list_ports, touch, time.monotonic, time.sleep)


def prepare(job: Job, flasher: Uf2Flasher, *, around: Surroundings = REAL) -> Way:
    """The way to flash a board like this."""
    there = boot_drives(flasher, around.mounted())
    file = _uf2(job)
    touching = not there and heeds_touch(job.board, job.port, around.ports())
    return Way(
        flasher="uf2",
        steps=_steps(job, flasher, file, there, touching),
        missing=None if touching else _missing(job, flasher, there, around),
        act=lambda listen: _flash(job, flasher, file, around, listen),
    )


def boot_drives(flasher: Uf2Flasher, drives: Sequence[Drive]) -> tuple[Path, ...]:
    """Those of the drives whose INFO_UF2.TXT has the board's id."""
    return tuple(drive.path for drive in drives if _board_id(drive.path) == flasher.board_id)


def _steps(
    job: Job, flasher: Uf2Flasher, file: FlashFile, there: tuple[Path, ...], touching: bool
) -> tuple[Step, ...]:
    blocks = len(file.data) // BLOCK_BYTES
    end = file.address + blocks * PAYLOAD_BYTES
    drive = str(there[0]) if len(there) == 1 else f"<drive {flasher.board_id}>"
    into = (
        Step(f"open {job.port} at {_TOUCH_BAUD} baud and close it: the board restarts as a drive"),
        Step(f"wait up to {_APPEAR_TIMEOUT_S:g} s for the drive {flasher.board_id}"),
    )
    return (
        *(into if touching else ()),
        Step(
            f"copy {file.name} ({len(file.data):,} B: {blocks} pages for "
            f"{file.address:#010x} to {end:#010x}) to {drive}{os.sep}{_COPY}"
        ),
        Step(
            f"wait up to {_VANISH_TIMEOUT_S:g} s for the drive to vanish: the boot loader has all "
            "pages, and restarts into the firmware"
        ),
    )


def _missing(
    job: Job, flasher: Uf2Flasher, there: tuple[Path, ...], around: Surroundings
) -> Missing | None:
    if len(there) == 1:
        return None
    if there:
        listed = ", ".join(str(path) for path in there)
        return Missing(
            f"{len(there)} boards wait as drives: {listed}", "unplug all but the one to flash"
        )
    for drive in around.unmounted():
        if drive.label == flasher.board_id:
            return _to_be_mounted(drive)
    others = ", ".join(str(drive.path) for drive in around.mounted())
    looked = f"looked at {others}" if others else "no removable drive is mounted"
    problem = f"no drive has {_ID} {flasher.board_id} in its {_INFO} ({looked})"
    return Missing(problem, job.board.boot_mode or "bring the board into its boot loader")


def _to_be_mounted(drive: Unmounted) -> Missing:
    return Missing(
        f"the drive {drive.label} is there, but not mounted",
        f"mount it: udisksctl mount -b {drive.device}",
    )


def _flash(
    job: Job, flasher: Uf2Flasher, file: FlashFile, around: Surroundings, listen: Listener
) -> None:
    there = boot_drives(flasher, around.mounted())
    touched = not there and heeds_touch(job.board, job.port, around.ports())
    if touched:
        assert job.port is not None
        listen(Note(f"restarting the board at {job.port} as a drive"))
        there = _touched(job, flasher, around)
    missing = _missing(job, flasher, there, around)
    if missing is not None:
        raise FlashError(job.board.id, missing.problem, missing.remedy)
    (drive,) = there
    before = _own_ports(job, around)
    sure = _copy(job, file, drive, listen)
    _await_restart(job, flasher, drive, around, before, port_needed=touched or not sure)


def _touched(job: Job, flasher: Uf2Flasher, around: Surroundings) -> tuple[Path, ...]:
    """Restart the board as a drive; the drives that are there then."""
    assert job.port is not None
    around.touch(job.port)

    def look() -> tuple[Path, ...] | None:
        return boot_drives(flasher, around.mounted()) or None

    found = _wait(look, _APPEAR_TIMEOUT_S, around)
    if found is not None:
        return found
    for drive in around.unmounted():
        if drive.label == flasher.board_id:
            missing = _to_be_mounted(drive)
            remedy = f"{missing.remedy}, and run the command again"
            raise FlashError(job.board.id, missing.problem, remedy)
    raise FlashError(
        job.board.id,
        f"no drive {flasher.board_id} appeared within {_APPEAR_TIMEOUT_S:g} s after {job.port} was "
        f"opened at {_TOUCH_BAUD} baud",
        f"{job.board.boot_mode or 'bring the board into its boot loader'}; "
        "then run the command again",
    )


def _copy(job: Job, file: FlashFile, drive: Path, listen: Listener) -> bool:
    """Write the file; whether it is sure that all of it arrived.

    It is not if the drive vanished while the last of it was synced: the boot loader does not wait
    for that, but then a cable that was pulled looks the same.
    """
    total, done = len(file.data), 0
    target = drive / _COPY
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY)
    except OSError as error:
        raise _cannot_write(job, drive, error) from error
    try:
        while done < total:
            piece = file.data[done : done + _CHUNK_BYTES]
            while piece:
                written = os.write(descriptor, piece)
                piece, done = piece[written:], done + written
            os.fsync(descriptor)
            listen(Progress(_STAGE, done, total, "B"))
    except OSError as error:
        if done < total or error.errno == errno.ENOSPC:
            raise _interrupted(job, drive, error, done, total) from error
        return False
    finally:
        with suppress(OSError):
            os.close(descriptor)
    return True


_BINARY = getattr(os, "O_BINARY", 0)  # Windows translates line ends without it


def _cannot_write(job: Job, drive: Path, error: OSError) -> FlashError:
    why = os.strerror(error.errno) if error.errno else str(error)
    return FlashError(
        job.board.id,
        f"{drive} cannot be written: {why}",
        "nothing was changed; mount it so that you may write to it, and run the command again",
    )


def _interrupted(job: Job, drive: Path, error: OSError, done: int, total: int) -> FlashError:
    why = os.strerror(error.errno) if error.errno else str(error)
    again = f"flash it again: {job.board.boot_mode}" if job.board.boot_mode else "flash it again"
    return FlashError(
        job.board.id,
        f"copying to {drive} was interrupted after {done:,} of {total:,} B ({why}); {_HALF}",
        again,
    )


def _await_restart(
    job: Job,
    flasher: Uf2Flasher,
    drive: Path,
    around: Surroundings,
    before: set[str],
    *,
    port_needed: bool,
) -> None:
    """Wait until the boot loader has restarted into the firmware.

    A system may keep showing a drive that is gone; a port of the board's that is new is the better
    sign, where there is one.
    """
    again = f"flash it again: {job.board.boot_mode}" if job.board.boot_mode else "flash it again"

    def gone() -> bool | None:
        left = drive not in boot_drives(flasher, around.mounted())
        return (left or _own_ports(job, around) > before) or None

    if _wait(gone, _VANISH_TIMEOUT_S, around) is None:
        raise FlashError(
            job.board.id,
            f"the boot loader did not take the whole file: its drive {drive} is still there after "
            f"{_VANISH_TIMEOUT_S:g} s; {_HALF}",
            again,
        )
    if port_needed and not _wait(
        lambda: _own_ports(job, around) - before or None, _APPEAR_TIMEOUT_S, around
    ):
        raise FlashError(
            job.board.id,
            f"the drive {drive} vanished, but no port of the firmware appeared within "
            f"{_APPEAR_TIMEOUT_S:g} s; {_HALF}",
            again,
        )


def _wait(
    look: Callable[[], _Found | None], timeout_s: float, around: Surroundings
) -> _Found | None:
    """What ``look`` finds, as soon as it finds anything; None after ``timeout_s`` seconds."""
    deadline = around.clock() + timeout_s
    while (found := look()) is None and around.clock() < deadline:
        around.sleep(_LOOK_EVERY_S)
    return found


def heeds_touch(board: Board, url: str | None, ports: Sequence[PortInfo]) -> bool:
    """Whether a port is on the board's own USB socket, as its maker's id says."""
    makers = {usb_id.split(":")[0] for usb_id in board.link.usb}
    return any(
        port.url == url and port.usb_id is not None and port.usb_id.split(":")[0] in makers
        for port in ports
    )


def _own_ports(job: Job, around: Surroundings) -> set[str]:
    return {port.url for port in around.ports() if port.usb_id in job.board.link.usb}


def _uf2(job: Job) -> FlashFile:
    (file,) = (file for file in job.files if file.name.endswith(".uf2"))
    return file


def _board_id(drive: Path) -> str | None:
    """What the drive's boot loader calls the board; None if it is no boot loader's drive."""
    try:
        text = (drive / _INFO).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in text.splitlines():
        if line.startswith(_ID):
            return line.removeprefix(_ID).strip()
    return None
