"""Flash by copying a .bin file to the drive that a debug probe shows.

The probe writes the file to the chip while it is copied, starts the chip, and shows its drive anew:
without the file if all went well, and with a FAIL.TXT that says why if not. So do DAPLink and the
ST-LINK/V2-1 and /V3.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tinyedge.boards import DriveFlasher
from tinyedge.errors import FlashError
from tinyedge.events import Listener, Note, Progress, Started
from tinyedge.pack.types import FlashFile

from .drives import Drive, Unmounted, mounted, unmounted
from .probes import firmware
from .types import Job, Missing, Step, Way

_STAGE = "flash"
_FAIL = "FAIL.TXT"
# DAPLink shows another drive while its reset button is held as it is plugged in.
_MAINTENANCE = ("MAINTENANCE", "BOOTLOADER")
# An nRF51 takes some 20 s for all of its flash; a system some seconds to mount a drive.
_TAKE_TIMEOUT_S = 60.0
_BACK_TIMEOUT_S = 15.0
_LOOK_EVERY_S = 0.1
_HALF = "the board may now hold half a firmware: flash it again"
_BINARY = getattr(os, "O_BINARY", 0)  # Windows translates line ends without it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the board: what a test replaces."""

    mounted: Callable[[], Sequence[Drive]]
    unmounted: Callable[[], Sequence[Unmounted]]
    clock: Callable[[], float]
    sleep: Callable[[float], None]


REAL = Surroundings(mounted, unmounted, time.monotonic, time.sleep)


def prepare(job: Job, flasher: DriveFlasher, *, around: Surroundings = REAL) -> Way:
    """The way to flash a board like this."""
    file = firmware(job)
    there = _drives(flasher, around)
    place = str(there[0].path) if len(there) == 1 else f"<drive {' or '.join(flasher.labels)}>"
    return Way(
        flasher="drive",
        steps=(
            Step(
                f"copy {file.name} ({len(file.data):,} B) to {place}{os.sep}{file.name}; the probe "
                f"writes it to {file.address:#010x} and resets the chip"
            ),
            Step(
                f"wait up to {_TAKE_TIMEOUT_S:g} s for the drive to come back without it, and see "
                f"that there is no {_FAIL}"
            ),
        ),
        missing=_missing(job, flasher, there, around),
        act=lambda listen: _flash(job, flasher, file, around, listen),
    )


def _drives(flasher: DriveFlasher, around: Surroundings) -> tuple[Drive, ...]:
    return tuple(drive for drive in around.mounted() if drive.label in flasher.labels)


def _missing(
    job: Job, flasher: DriveFlasher, there: tuple[Drive, ...], around: Surroundings
) -> Missing | None:
    if len(there) == 1:
        return None
    if there:
        listed = ", ".join(str(drive.path) for drive in there)
        return Missing(
            f"{len(there)} drives may be the board's: {listed}", "unplug all but the one to flash"
        )
    for asleep in around.unmounted():
        if asleep.label in flasher.labels:
            return Missing(
                f"the drive {asleep.label} is there, but not mounted",
                f"mount it: udisksctl mount -b {asleep.device}",
            )
    others = around.mounted()
    for drive in others:
        if drive.label in _MAINTENANCE:
            return Missing(
                f"the debug probe shows its own boot loader, the drive {drive.label}",
                "unplug the board, and plug it in again without pressing its reset button",
            )
    looked = ", ".join(f"{drive.path}" for drive in others)
    instead = f"looked at {looked}" if looked else "no removable drive is mounted"
    problem = f"no drive is called {' or '.join(flasher.labels)} ({instead})"
    return Missing(problem, job.board.boot_mode or "connect the USB socket of its debug probe")


def _flash(
    job: Job, flasher: DriveFlasher, file: FlashFile, around: Surroundings, listen: Listener
) -> None:
    there = _drives(flasher, around)
    missing = _missing(job, flasher, there, around)
    if missing is not None:
        raise FlashError(job.board.id, missing.problem, missing.remedy)
    (drive,) = there
    listen(Started(_STAGE, f"copying {file.name}, {len(file.data):,} B, to {drive.path}"))
    _copy(job, file, drive.path)
    listen(Progress(_STAGE, len(file.data), len(file.data), "B"))
    _await_verdict(job, flasher, file, around, listen)


def _copy(job: Job, file: FlashFile, drive: Path) -> None:
    """Write the file in one piece, in order, as probes want it."""
    done, total = 0, len(file.data)
    try:
        descriptor = os.open(drive / file.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY)
    except OSError as error:
        raise FlashError(
            job.board.id,
            f"{drive} cannot be written: {_why(error)}",
            "nothing was changed; mount it so that you may write to it, and run the command again",
        ) from error
    try:
        while done < total:
            done += os.write(descriptor, file.data[done:])
    except OSError as error:
        raise FlashError(
            job.board.id,
            f"copying to {drive} was interrupted after {done:,} of {total:,} B ({_why(error)})",
            _HALF,
        ) from error
    finally:
        # A probe that has all it wants may be quicker to leave than the system to let go.
        with suppress(OSError):
            os.fsync(descriptor)
        with suppress(OSError):
            os.close(descriptor)


def _await_verdict(
    job: Job,
    flasher: DriveFlasher,
    file: FlashFile,
    around: Surroundings,
    listen: Listener,
) -> None:
    state = _wait(lambda: _state(flasher, file, around), ("gone", "taken"), _TAKE_TIMEOUT_S, around)
    if state == "gone":
        state = _wait(lambda: _state(flasher, file, around), ("taken",), _BACK_TIMEOUT_S, around)
    if state == "gone":
        listen(Note(f"the drive is not mounted again, so there is no telling of a {_FAIL}"))
        return
    if state == "untaken":
        raise FlashError(
            job.board.id,
            f"the debug probe did not take {file.name} within {_TAKE_TIMEOUT_S:g} s",
            f"plug the board in again; {_HALF}",
        )
    # Before the drive comes back, a FAIL.TXT is that of an earlier attempt.
    failure = _failure(flasher, around)
    if failure is not None:
        raise FlashError(
            job.board.id,
            f"the debug probe could not write the firmware: {failure}",
            "check that it is the board that was named, plug it in again, and flash it again",
        )


_State = Literal["untaken", "gone", "taken"]


def _state(flasher: DriveFlasher, file: FlashFile, around: Surroundings) -> _State:
    """Whether the file is still on the drive, as the probe shows it."""
    names = _names(flasher, around)
    if names is None:
        return "gone"
    return "untaken" if file.name.upper() in names else "taken"


def _names(flasher: DriveFlasher, around: Surroundings) -> set[str] | None:
    """The names on the drive in upper case, as FAT does not tell case; None while it is gone."""
    for drive in _drives(flasher, around):
        with suppress(OSError):
            return {path.name.upper() for path in drive.path.iterdir()}
    return None


def _failure(flasher: DriveFlasher, around: Surroundings) -> str | None:
    """What FAIL.TXT says, on one line; None if there is none."""
    for drive in _drives(flasher, around):
        with suppress(OSError):
            for path in drive.path.iterdir():
                if path.name.upper() == _FAIL:
                    text = path.read_text(encoding="ascii", errors="replace")
                    lines = [line.strip() for line in text.splitlines() if line.strip()]
                    return ", ".join(lines) or f"it left an empty {_FAIL}"
    return None


def _wait(
    look: Callable[[], _State], wanted: Sequence[_State], timeout_s: float, around: Surroundings
) -> _State:
    """The state, as soon as it is a wanted one, or what it is after ``timeout_s`` seconds."""
    deadline = around.clock() + timeout_s
    while (state := look()) not in wanted and around.clock() < deadline:
        around.sleep(_LOOK_EVERY_S)
    return state


def _why(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)
