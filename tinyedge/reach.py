"""How an image is reached: in the board's emulator, or on hardware that it is flashed to.

Without a port, ``run`` takes the emulator of a board that has one; ``flash`` takes the hardware if
it is connected, else the emulator; ``verify`` goes where was flashed. With a port it is the board
behind that port, and only what an emulator of ours opened is not called hardware.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.emulate.emulate import start
from tinyedge.emulate.emulated import is_emulated
from tinyedge.errors import FlashError, LinkError, LinkTimeout, PortError
from tinyedge.events import Listener, Note, Started, ignore
from tinyedge.flash import flash as flashing
from tinyedge.flash.flashed import Flashed
from tinyedge.flash.types import Job, Way
from tinyedge.image import Image
from tinyedge.link.choose import await_port, boot_mode_hint, candidates, choose_port
from tinyedge.link.device import Device, connect
from tinyedge.link.link import Link, open_serial
from tinyedge.link.opening import explain_opening, present_ports
from tinyedge.link.ports import PortInfo, list_ports
from tinyedge.link.usb_ids import is_micropython
from tinyedge.pack.pack import pack
from tinyedge.verify.types import Where

# After a reset by a flasher: boot ROM, start-up, and the system finding the port again.
_BACK_TIMEOUT_S = 15.0
_LOOK_EVERY_S = 0.1
# One of several looks for a port that has vanished in the midst of a stream.
_BACK_LOOK_S = 1.0
# Whether the right firmware is there already; a board that is silent costs no more than this.
_GLANCE_TIMEOUT_S = 1.5


@dataclass(frozen=True, slots=True)
class Emulated:
    """The image runs in the board's emulator, or behind the port of a running one."""

    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """The board is hardware.

    port: its serial port; None: not there yet, as before flashing. written: it was flashed just
    now, and what it holds is known.
    """

    port: PortInfo | None
    written: bool = False


Place = Emulated | Attached


def where(board: Board, place: Place) -> Where:
    """What computes a board's numbers; a board that only emulators know is never hardware."""
    if board.emulator == "host":
        return "host"
    return "emulator" if isinstance(place, Emulated) else "hardware"


def place_to_run(board: Board, port: str | None) -> Place:
    """Where ``run`` goes: the emulator unless a port is named or there is none.

    Raises:
        PortError: the board is only hardware, and no port, or more than one, fits.
    """
    if port is not None:
        return _behind(board, port)
    if board.emulator is not None:
        return Emulated()
    return Attached(choose_port(board))


def place_to_verify(board: Board, port: str | None, flashed: Flashed | None) -> Place:
    """Where ``verify`` goes: where was flashed last, unless a port is named.

    Raises:
        PortError: that board is hardware, and not connected.
    """
    if port is None and flashed is not None and flashed.hardware is not None:
        return Attached(_again(board, flashed.hardware))
    return place_to_run(board, port)


def place_to_flash(image: Image, board: Board, port: str | None, listen: Listener) -> Place:
    """Where ``flash`` goes: hardware if it is connected, else the emulator, which is said.

    Raises:
        PortError, FlashError: the board is only hardware, and none was found.
    """
    if port is not None:
        return _behind(board, port)
    if board.only_emulated:
        return Emulated()
    try:
        return Attached(choose_port(board))
    except PortError as none:
        if candidates(board, list_ports()):
            raise  # several are connected
        closed = [way for way in ways(image, board, None) if way.missing is not None]
        if len(closed) < len(board.flashers):
            if not board.link.usb:
                raise  # nor will its port be known from others once it is flashed
            return Attached(None)
        error = _with_ways(board, none, closed)
        if board.emulator is None:
            raise error from none
        listen(Note(f"{error}; flashing its emulator instead ({board.emulator})"))
        return Emulated()


def flash_to(
    image: Image, board: Board, place: Attached, *, force: bool, listen: Listener
) -> Attached:
    """Put an image on hardware; gives the port at which it answers afterwards.

    Raises:
        FlashError, PortError, ToolFailed...: it could not be done.
    """
    try:
        flashing.flash(_job(image, board, place, force=force), listen=listen)
    except FlashError as error:
        if place.port is None or _is_there(place.port.url):
            raise
        problem = f"{error.problem}; nor is there a port {place.port.url}"
        raise FlashError(error.board, problem, error.remedy) from error
    if place.port is None:
        return Attached(_first_port(board), written=True)
    if place.port.usb_id is None:  # named by the user, and not on USB: it stays
        return Attached(place.port, written=True)
    return Attached(await_port(place.port, timeout_s=_BACK_TIMEOUT_S), written=True)


def ways(
    image: Image,
    board: Board,
    port: str | None,
    *,
    force: bool = False,
    listen: Listener = ignore,
) -> tuple[Way, ...]:
    """Every way to flash the board as hardware, prepared; nothing is changed.

    Why no port was found, if none was, is told.
    """
    place = Attached(None)
    if port is not None:
        place = Attached(_named(port))
    else:
        try:
            place = Attached(choose_port(board))
        except PortError as none:
            listen(Note(str(none)))
    return flashing.prepare(_job(image, board, place, force=force))


def runs_already(image: Image, board: Board, place: Attached) -> bool:
    """Whether the board greets as running that very image; a proof is still to come."""
    if place.port is None or is_micropython(place.port.usb_id):
        return False  # what we say would be commands to its REPL
    try:
        with connect(place.port.url, baud=board.link.baud, timeout_s=_GLANCE_TIMEOUT_S) as device:
            return device.greeting.image_sha256 == image.sha256
    except LinkError:
        return False


@contextmanager
def reach(
    image: Image, board: Board, place: Place, listen: Listener, *, transcript: Path | None = None
) -> Iterator[Device]:
    """A device that is known to run ``image``: just started, or attached.

    transcript: a file for all that is said.

    Raises:
        StaleFirmware: something else runs there.
        FlashError: it was flashed just now, and does not greet.
    """
    with ExitStack() as stack:
        match place:
            case Emulated(url=None):
                listen(Started("emulate", board.name))
                log = image.elf.with_name("emulator.log")
                url = stack.enter_context(start(image, board, log=log)).url
            case Emulated(url=str(url)):
                pass
            case Attached(port=PortInfo(url=url)):
                listen(Started("connect", f"{board.name} at {url}"))
            case _:
                raise FlashError(board.id, "no serial port of it is known", "name it with --port")
        try:
            opened = connect(url, baud=board.link.baud, log=transcript)
            device = stack.enter_context(opened)
        except LinkTimeout as silence:
            if isinstance(place, Attached) and place.written:
                raise _silent(board, silence) from silence
            raise
        device.expect(
            board=board.id,
            engine=image.engine,
            model_sha256=image.model_sha256,
            image_sha256=image.sha256,
        )
        yield device


def reopener(board: Board, place: Place) -> Callable[[], Link] | None:
    """What opens a port again that has vanished, under whatever name it has now.

    None for an emulator that was started for the purpose: it would not come back.
    """
    match place:
        case Emulated(url=str(url)) | Attached(port=PortInfo(url=url, usb_id=None)):
            return lambda: open_serial(url, baud=board.link.baud)
        case Attached(port=PortInfo() as port):
            return lambda: open_serial(
                await_port(port, timeout_s=_BACK_LOOK_S).url, baud=board.link.baud
            )
        case _:
            return None


def _with_ways(board: Board, error: PortError, closed: Sequence[Way]) -> PortError:
    """The error that no port was found, with what each flasher that needs none looked for."""
    others = [
        (way.flasher, way.missing)
        for way in closed
        if way.missing is not None and way.flasher != "esptool"
    ]
    problems = [f"{name}: {missing.problem}" for name, missing in others]
    remedies = [missing.remedy for _, missing in others]
    port_remedy = error.remedy
    if board.boot_mode in remedies:  # once is enough
        port_remedy = port_remedy.removesuffix(boot_mode_hint(board))
    return PortError(
        error.port,
        "; ".join([error.problem, *problems]),
        # A port that cannot be told from others has to be named in any case.
        (", or " if board.link.usb else "; then ").join(
            [*filter(None, [", or ".join(dict.fromkeys(remedies))]), port_remedy]
        ),
    )


def _behind(board: Board, port: str) -> Place:
    """What is behind a port that the user named."""
    if not port.strip():
        raise explain_opening(port, ValueError("no name"), present=present_ports())
    if board.only_emulated or is_emulated(port):
        return Emulated(port)
    return Attached(_named(port))


def _silent(board: Board, silence: LinkTimeout) -> FlashError:
    """That a board has its firmware, as was checked, and does not run it, or not at that port."""
    port = silence.port
    return FlashError(
        board.id,
        f"it is flashed, but at {port} there is {silence.silence}",
        f"press its reset button and run: tinyedge verify MODEL --board {board.id} --port {port}; "
        f"what it says there: tinyedge monitor --port {port}",
    )


def _is_there(url: str) -> bool:
    """Whether a port may be there: a URL, a file of the system, or one of its list."""
    return "://" in url or Path(url).exists() or any(info.url == url for info in list_ports())


def _named(port: str) -> PortInfo:
    """What is known of a port that the user named."""
    known = [info for info in list_ports() if info.url == port]
    return known[0] if known else PortInfo(port, "", None, None)


def _again(board: Board, before: PortInfo) -> PortInfo:
    """The port at which a board answered when it was flashed, under whatever name it has now."""
    same = [
        info
        for info in list_ports()
        if (info.usb_id, info.serial_number) == (before.usb_id, before.serial_number)
    ]
    if before.usb_id is None or len(same) != 1:
        return before if before.usb_id is None else choose_port(board)
    return same[0]


def _job(image: Image, board: Board, place: Attached, *, force: bool) -> Job:
    port = place.port.url if place.port else None
    return Job(board, image, pack(image, board), port, force)


def _first_port(board: Board) -> PortInfo:
    """The port of a board that had none before it was flashed."""
    deadline = time.monotonic() + _BACK_TIMEOUT_S
    while time.monotonic() < deadline and not candidates(board, list_ports()):
        time.sleep(_LOOK_EVERY_S)
    return choose_port(board)
