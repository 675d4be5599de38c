"""The boards of a test session: what each runs now, so that nothing is built or flashed twice."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tinyedge.boards import Board, load_board
from tinyedge.errors import FlashError, LinkError
from tinyedge.events import ignore
from tinyedge.flash.flashed import remember
from tinyedge.image import Image
from tinyedge.pipeline import Opened, Settings, make_image, open_model
from tinyedge.reach import (
    Attached,
    Emulated,
    Place,
    flash_to,
    place_to_run,
    reach,
    runs_already,
)
from tinyedge.samples import npz
from tinyedge.session.reached import Reached

from .lock import alone_on
from .targets import Target
from .under_test import DeviceUnderTest, Seen, Started

_REMEDY = "leave the port out, so that each session starts one"
# For a board that another session uses: its slowest test, and flashing.
_LOCK_TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a test wants to run. model, samples: as of ``tinyedge run``."""

    model: Path
    samples: Path | None = None
    engine: str = "aot"


@dataclass(frozen=True, slots=True)
class _Firmware:
    """A model, and what was built of it for a board."""

    opened: Opened
    image: Image


@dataclass(frozen=True, slots=True)
class _Open:
    """A device that is open. stack: closes it."""

    started: Started
    stack: ExitStack


class Bench:
    """Builds each model once for each board, and keeps the devices open between tests.

    folder: for images and transcripts. keep_ports: from test to test; else another worker of the
    session may have them in between, which waits for them.
    """

    def __init__(self, folder: Path, *, keep_ports: bool) -> None:
        self._folder = folder
        self._keep_ports = keep_ports
        self._boards: dict[str, Board] = {}
        self._opened: dict[tuple[Path, Path | None], Opened] = {}
        self._built: dict[tuple[Target, Wanted], _Firmware] = {}
        self._open: dict[Target, _Open] = {}
        self._transcripts = 0

    def board(self, target: Target) -> Board:
        """What a target is.

        Raises:
            BoardError: there is no such board.
        """
        if target.board not in self._boards:
            self._boards[target.board] = load_board(target.board)
        return self._boards[target.board]

    def device(self, target: Target, wanted: Wanted) -> DeviceUnderTest:
        """The target with the model of a test, begun as after a start of the firmware.

        Raises:
            TinyEdgeError: as of ``tinyedge run``.
        """
        board = self.board(target)
        if target not in self._open:
            # Where nothing can be reached there is no need to build anything.
            place_to_run(board, target.port)
        firmware = self._firmware(target, wanted)
        seen = Seen()
        started = self._still_there(target, firmware) or self._start(target, firmware, seen)
        return DeviceUnderTest(
            started, seen, lambda: self._start(target, firmware, seen, force=True)
        )

    def _still_there(self, target: Target, firmware: _Firmware) -> Started | None:
        """The device as the test before left it, if it runs that firmware and can be used."""
        at = self._open.get(target)
        if at is None or at.started.at_work.image.sha256 != firmware.image.sha256:
            return None
        try:
            at.started.at_work.device.reset()
        except LinkError:  # unplugged, or left in the middle of a stream
            return None
        return at.started

    def leave(self, target: Target, *, healthy: bool) -> None:
        """A test is over; after one that failed the next begins with a new conversation."""
        at = self._open.get(target)
        has_port = at is not None and _port(at.started.at_work.place) is not None
        if not healthy or (has_port and not self._keep_ports):
            self.close(target)

    def close(self, target: Target) -> None:
        """Let a target go.

        Raises:
            FirmwareStopped: its emulated firmware had stopped by itself.
        """
        at = self._open.pop(target, None)
        if at is not None:
            at.stack.close()

    def close_all(self) -> None:
        """Let all go."""
        with ExitStack() as stack:
            for target in list(self._open):
                stack.callback(self.close, target)

    def _firmware(self, target: Target, wanted: Wanted) -> _Firmware:
        if (target, wanted) not in self._built:
            key = (wanted.model, wanted.samples)
            if key not in self._opened:
                self._opened[key] = open_model(*key)
            settings = Settings(engine=wanted.engine)
            image = make_image(self._opened[key], self.board(target), settings)
            # Nobody builds something else into this folder before the session is over.
            folder = self._folder / f"{len(self._built)}-{image.board}-{image.model}"
            kept = _Firmware(self._opened[key], image.save(folder))
            self._built[target, wanted] = kept
        return self._built[target, wanted]

    def _start(
        self, target: Target, firmware: _Firmware, seen: Seen, *, force: bool = False
    ) -> Started:
        """Start the emulator, or flash the board if it runs something else."""
        self.close(target)
        board, image, opened = self.board(target), firmware.image, firmware.opened
        self._transcripts += 1
        transcript = self._folder / f"{target.label}-{self._transcripts}.log"
        with ExitStack() as stack:
            place = place_to_run(board, target.port)
            port = _port(place)
            if port is not None:
                stack.enter_context(alone_on(port, timeout_s=_LOCK_TIMEOUT_S))
            if force and isinstance(place, Emulated) and port is not None:
                raise FlashError(board.id, f"its emulator at {port} was not started here", _REMEDY)
            if isinstance(place, Attached) and (force or not runs_already(image, board, place)):
                place = flash_to(image, board, place, force=False, listen=ignore)
                kept = npz(opened.held_out) if opened.held_out else None
                remember(image, opened.data, kept, hardware=place.port)
                seen.started += 1
            if place == Emulated():
                seen.started += 1
            device = stack.enter_context(reach(image, board, place, ignore, transcript=transcript))
            started = Started(Reached(device, opened, image, board, place), transcript)
            self._open[target] = _Open(started, stack.pop_all())
        return started


def _port(place: Place) -> str | None:
    """Where others might want to go as well; None: nowhere, an emulator is started."""
    if isinstance(place, Emulated):
        return place.url
    return place.port.url if place.port is not None else None
