"""Flash Espressif chips through their boot loader, with esptool as a library."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import re
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from tinyedge.boards import Board, EsptoolFlasher
from tinyedge.errors import FlashError, PortError
from tinyedge.events import Listener, Note, Progress, Started, ignore
from tinyedge.link.holders import holders, lock_holders
from tinyedge.link.opening import LOST, explain_opening, present_ports
from tinyedge.pack.types import FlashFile

from .espressif import (
    STUB_BAUD,
    described,
    files_of,
    into_boot_mode,
    is_tcp,
    missing,
    padded,
    steps,
)
from .types import Job, Missing, Way

_log = logging.getLogger(__name__)
_STAGE = "flash"
# Boot ROMs find out any speed; this one is what they are spoken to first, by esptool and by us.
_ROM_BAUD = 115_200
# esptool's own default; about ten seconds of silence.
_CONNECT_ATTEMPTS = 7
_NO_ANSWER = "ign_set_control"
_REPLUG = "plug it in again, and run the command again"
_RECONNECT = "start what should answer there, and run the command again"
_HALF = "the board now holds half a firmware and must be flashed again"
# esptool trusts an answer to be as long as it should; what noise makes of that.
_GARBLED = (IndexError, struct.error, UnicodeDecodeError)
_ADVERTISED = re.compile(
    r"\.? (This can have many causes, f|F)or troubleshooting steps visit: [^\s)]+"
)


@dataclass(slots=True)
class _Heard:
    """What esptool does, as its logger hears of it.

    plain_bytes: of the file that it writes, before compression. begun: it has begun to write.
    cannot_reset: the port has no lines to reset the chip with.
    """

    plain_bytes: int = 0
    begun: bool = False
    cannot_reset: bool = False


def prepare(job: Job, flasher: EsptoolFlasher) -> Way:
    """The way to flash a board like this."""
    return Way(
        flasher="esptool",
        steps=steps(job),
        missing=_missing(job),
        act=lambda listen: write(job, listen=listen),
    )


def _missing(job: Job) -> Missing | None:
    if importlib.util.find_spec("esptool") is None:
        return Missing("the package esptool is not installed", "run: pip install esptool")
    from esptool.targets import CHIP_LIST

    return missing(job, tuple(CHIP_LIST))


def write(
    job: Job,
    *,
    listen: Listener = ignore,
    use_stub: bool = True,
    connect_attempts: int = _CONNECT_ATTEMPTS,
    reconnect: bool = True,
) -> None:
    """Write what differs, compare the MD5 of all of it, reset the chip into the firmware.

    Args:
        use_stub: load esptool's own loader into the chip's RAM, which is faster than its ROM.
        connect_attempts: resets after which a silent port is given up, about a second each.
        reconnect: once, when the port drops in the middle of a file and comes back within seconds.

    Raises:
        PortError: the port cannot be opened, or vanished before anything was written.
        FlashError: nobody answers, the chip is another one, its flash is too small, or what was
            written is not what it should be, or only a part of it.
    """
    if job.port is None or not files_of(job):
        raise ValueError("a job without a port or without files")
    heard = _Heard()
    with _esptool_tells(listen, heard), _opened(job.port) as port:
        esp = _connect(job.board, job.port, port, connect_attempts)
        loader = _Loader(job, job.port, port, esp, listen, heard)
        if use_stub:
            loader = loader.with_stub(connect_attempts)
        loader.attach()
        for file in files_of(job):
            if not job.force and loader.holds(file):
                listen(Note(f"{file.name} is at {file.address:#x} already: not written again"))
            else:
                loader.write(file, reconnect=reconnect)
        listen(Started(_STAGE, "comparing the MD5 of each file"))
        for file in files_of(job):
            if not loader.holds(file):
                raise _differs(job.board, file)
        loader.restart()


@contextmanager
def _opened(url: str) -> Iterator[Any]:
    """The port, for us alone where the system can ensure it; closed in the end, come what may."""
    import serial
    from esptool.loader import DEFAULT_TIMEOUT

    try:
        # With this timeout esptool need not change it for each command, which takes a while over
        # rfc2217://; and with none it would wait for ever for a stub that does not start.
        port = serial.serial_for_url(
            _patient(url), exclusive=True, do_not_open=True, timeout=DEFAULT_TIMEOUT
        )
        if sys.platform == "win32":
            # It raises both lines when it opens a port, and that would reset the chip.
            port.rts = port.dtr = False
        port.open()
    except (*LOST, ValueError) as error:
        held_by = lock_holders(url) or holders(url)
        raise explain_opening(url, error, present=present_ports(), held_by=held_by) from error
    connection = getattr(port, "_socket", None)
    try:
        yield port
    finally:
        port.close()
        if connection is not None:
            connection.close()  # pyserial forgets to, where the other end has closed it first


def _patient(url: str) -> str:
    """Not waiting for a word about DTR and RTS, which Espressif's own RFC 2217 server never gives.

    esptool's documentation, "Remote Serial Ports".
    """
    if not url.startswith("rfc2217:") or _NO_ANSWER in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}{_NO_ANSWER}"


def _connect(board: Board, url: str, port: Any, attempts: int) -> Any:
    """The chip's boot loader, if it is the board's chip."""
    from esptool.cmds import detect_chip
    from esptool.targets import CHIP_DEFS
    from esptool.util import FatalError

    try:
        esp = detect_chip(port, _ROM_BAUD, connect_attempts=attempts)
    except FatalError as error:
        problem = f"no boot loader answers at {url} ({_said(error)})"
        raise FlashError(board.id, problem, _again(board)) from error
    except _GARBLED as error:
        problem = f"what answers at {url} is no boot loader"
        raise FlashError(board.id, problem, _again(board)) from error
    except LOST as error:
        remedy = _RECONNECT if is_tcp(url) else _REPLUG
        raise PortError(url, "the port vanished while connecting", remedy) from error
    chip = board.espressif.chip if board.espressif else ""
    wanted = CHIP_DEFS[chip].CHIP_NAME
    if wanted != esp.CHIP_NAME:
        raise FlashError(
            board.id,
            f"the chip at {url} is an {esp.CHIP_NAME}, not an {wanted}",
            "choose its board with --board, or another port with --port",
        )
    if esp.secure_download_mode:
        raise FlashError(
            board.id,
            f"the {wanted} at {url} is locked (secure download mode), which cannot be undone",
            "use a board whose eFuses are as they left the factory",
        )
    return esp


@dataclass(frozen=True, slots=True)
class _Loader:
    """What answers in the chip: its ROM, or esptool's stub in its RAM.

    Whatever esptool and pyserial raise becomes a FlashError or a PortError.
    """

    job: Job
    url: str
    port: Any
    esp: Any
    listen: Listener
    heard: _Heard

    def with_stub(self, connect_attempts: int) -> _Loader:
        """The stub in place of the ROM; still the ROM, if the stub does not start."""
        from esptool.cmds import run_stub
        from esptool.util import FatalError

        esp = self.esp
        with self._while("loading esptool's stub"):
            try:
                esp = run_stub(esp)
            except FatalError as error:
                esp = _connect(self.job.board, self.url, self.port, connect_attempts)
                if not esp.IS_STUB:
                    why = f"esptool's stub does not start ({_said(error)})"
                    self.listen(Note(f"{why}: slower without it"))
            # What lies behind a TCP port has a speed of its own.
            if esp.IS_STUB and not is_tcp(self.url):
                esp.change_baud(STUB_BAUD)
        return replace(self, esp=esp)

    def attach(self) -> None:
        """Make the flash chip ready, if it is large enough."""
        from esptool.cmds import attach_flash, detect_flash_size
        from esptool.util import flash_size_bytes

        with self._while("looking at the flash"):
            attach_flash(self.esp)
            size_bytes: int | None = flash_size_bytes(detect_flash_size(self.esp))
            if size_bytes is None:
                self.listen(Note("the size of the flash cannot be read: not known to be enough"))
                return
            # The ROM believes in a small chip until it is told, and reads no further.
            self.esp.flash_set_parameters(size_bytes)
        for file in files_of(self.job):
            end = file.address + len(padded(file))
            if end > size_bytes:
                expected = self.job.board.flash_bytes
                instead = f" instead of {expected:,} B as its board file says" if expected else ""
                raise FlashError(
                    self.job.board.id,
                    f"{file.name} ends at {end:,} B of the flash, which has {size_bytes:,} B"
                    f"{instead}",
                    "choose a smaller model, or a board with more flash",
                )

    def holds(self, file: FlashFile) -> bool:
        """Whether the flash holds the file, by its MD5."""
        data = padded(file)
        with self._while(f"comparing {file.name} with the flash"):
            there: str = self.esp.flash_md5sum(file.address, len(data))
        return there == hashlib.md5(data, usedforsecurity=False).hexdigest()

    def write(self, file: FlashFile, *, reconnect: bool) -> None:
        """Write a file; esptool compares its MD5 as well."""
        from esptool.cmds import write_flash
        from esptool.util import FatalError

        self.listen(Started(_STAGE, described(file)))
        self.heard.plain_bytes = len(padded(file))
        is_stub = self.esp.IS_STUB
        if not reconnect:
            self.esp.WRITE_FLASH_ATTEMPTS = 1
        with self._while(f"writing {file.name} to {file.address:#x}"):
            try:
                write_flash(self.esp, [(file.address, padded(file))])
            except FatalError as error:
                # That they differ it tells in words alone.
                if self.heard.begun and re.search("MD5|region is empty", str(error)):
                    raise _differs(self.job.board, file) from error
                raise
            finally:
                # Where it has reconnected, it leaves its object saying that this is the ROM.
                self.esp.IS_STUB = is_stub

    def restart(self) -> None:
        """Reset the chip into what was written."""
        from esptool.cmds import reset_chip
        from esptool.util import FatalError

        by_hand = "press its reset button"
        try:
            reset_chip(self.esp, "hard-reset")
        except (FatalError, *_GARBLED, *LOST) as error:
            raise FlashError(
                self.job.board.id,
                "the firmware is written and verified, but the board could not be reset",
                f"{by_hand}, or plug it in again",
            ) from error
        if self.heard.cannot_reset or is_tcp(self.url):
            self.listen(Note(f"{self.url} has no line to reset the board with: {by_hand}"))

    @contextmanager
    def _while(self, doing: str) -> Iterator[None]:
        """Say in our words what went wrong, and whether writing had begun."""
        from esptool.util import FatalError

        board = self.job.board
        try:
            yield
        except (FatalError, *_GARBLED) as error:
            said = _said(error) if isinstance(error, FatalError) else "its answer makes no sense"
            problem = f"{doing} failed at {self.url} ({said})"
            raise FlashError(
                board.id, problem, _HALF if self.heard.begun else _again(board)
            ) from error
        except LOST as error:
            if not self.heard.begun:
                problem = f"the port vanished while {doing}"
                raise PortError(self.url, problem, _REPLUG) from error
            problem = f"{self.url} vanished while {doing}"
            raise FlashError(board.id, problem, f"{_HALF}: {_REPLUG}") from error


def _again(board: Board) -> str:
    return f"{into_boot_mode(board)}; then run the command again"


def _differs(board: Board, file: FlashFile) -> FlashError:
    return FlashError(
        board.id,
        f"the flash at {file.address:#x} does not hold {file.name} ({len(file.data):,} B) after "
        "it was written",
        "flash it again; if that does not help, its flash is worn or its supply is weak",
    )


def _said(error: Exception) -> str:
    """The one line of esptool's that says what is wrong."""
    line = str(error).partition("\n")[0]
    if line.startswith("Failed to connect to "):
        line = line.partition(": ")[2] or line
    return _ADVERTISED.sub("", _plain(line)).rstrip(" .!")


def _plain(text: str) -> str:
    """Without esptool's markup, on one line."""
    return " ".join(text.replace("\\[", "[").split())


@contextmanager
def _esptool_tells(listen: Listener, heard: _Heard) -> Iterator[None]:
    """Have esptool tell the listener what it would print; its logger is one for all the process."""
    from esptool.logger import EspLog
    from esptool.reset import ResetStrategy

    def cannot_reset(text: str) -> None:
        heard.cannot_reset = True

    before = EspLog.instance, ResetStrategy.print_once
    EspLog.set_logger(_listening(listen, heard))
    # Made with the first logger of the process, and would go on printing to it.
    ResetStrategy.print_once = staticmethod(cannot_reset)
    try:
        yield
    finally:
        EspLog.instance, ResetStrategy.print_once = before


def _listening(listen: Listener, heard: _Heard) -> Any:
    """A logger of esptool's kind."""
    from esptool.logger import EspLogBase

    class Listening(EspLogBase):  # type: ignore[misc]  # esptool is not typed
        def print(self, *args: object, **kwargs: object) -> None:
            _log.debug("%s", _plain(" ".join(map(str, args))))

        def note(self, *args: object) -> None:
            self.print(*args)

        def hint(self, *args: object) -> None:
            self.print(*args)

        def debug(self, *args: object) -> None:
            self.print(*args)

        def warn(self, *args: object, suggestion: str | None = None) -> None:
            listen(Note(f"esptool: {_plain(' '.join(map(str, args)))}"))

        def err(self, *args: object, suggestion: str | None = None) -> None:
            self.warn(*args)

        # esptool's older names for the two.
        warning = warn
        error = err

        def stage(self, finish: bool = False) -> None:
            # Of a file, this is said right before the first sector is erased.
            heard.begun |= heard.plain_bytes > 0

        def set_verbosity(self, mode: int | str) -> None:
            pass

        def progress_bar(
            self,
            cur_iter: int,
            total_iters: int,
            prefix: str = "",
            suffix: str = "",
            bar_length: int = 30,
        ) -> None:
            unit = "B compressed" if total_iters < heard.plain_bytes else "B"
            listen(Progress(_STAGE, cur_iter, total_iters, unit))

    return cast(Any, Listening())
