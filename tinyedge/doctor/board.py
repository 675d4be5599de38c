"""What one board needs to be built, emulated and flashed, and what of it is there."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tinyedge.boards import (
    Board,
    DriveFlasher,
    EsptoolFlasher,
    Flasher,
    OpenocdFlasher,
    PyocdFlasher,
    Uf2Flasher,
)
from tinyedge.errors import PortError, ToolMissing
from tinyedge.flash.drives import Drive, mounted
from tinyedge.flash.uf2 import heeds_touch
from tinyedge.link.choose import choose_port, describe
from tinyedge.link.opening import explain_opening, permission_remedy
from tinyedge.link.ports import PortInfo, list_ports
from tinyedge.tools import find_zig

from .connected import BoardDrive, Port, board_drives, survey
from .machine import package, program
from .types import Finding

_PERMISSION = "permission to open it"
_FIRMWARE = "tinyedge firmware"
_BOOT_LOADER = ("waiting for download", "boot:0x")


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found for one board. flash: whether it is connected and a way to flash it is there.

    port: at which it was found, or that was named. named: the latter; commands must name it, too.
    """

    board: str
    findings: tuple[Finding, ...]
    build: bool
    emulate: bool
    flash: bool
    port: str | None
    named: bool = False

    @property
    def ready(self) -> bool:
        """Whether it can be built, and either emulated or flashed."""
        return self.build and (self.emulate or self.flash)


def check_board(
    board: Board,
    port: str | None,
    *,
    ports: Callable[[], Sequence[PortInfo]] = list_ports,
    drives: Callable[[], Sequence[Drive]] = mounted,
    look: Callable[..., tuple[Port, ...]] = survey,
) -> Checkup:
    """Look for all that a board needs, and greet it if it is connected; changes nothing.

    port: of the board; None: the one that fits.
    """
    compilers = _compilers(board)
    emulators = _emulator(board)
    build = any(finding.present for finding in compilers)
    emulate = board.emulator is not None and all(finding.present for finding in emulators)
    if board.only_emulated and port is None:
        return Checkup(board.id, (*compilers, *emulators), build, emulate, False, None)
    present = ports()
    waiting = board_drives([board], drives())
    where, chosen = _port(board, port, present, waiting)
    touchable = chosen.url if chosen and heeds_touch(board, chosen.url, present) else None
    flashers = [_flasher(board, flasher, waiting, touchable) for flasher in board.flashers]
    findings = [where]
    usable = chosen is not None
    if chosen is not None:
        permission = _permission(chosen)
        findings.append(permission)
        usable = permission.present
        if usable:
            told = _told(board, chosen, look([board], [chosen], "all")[0])
            findings += told
            usable = all(finding.present for finding in told if finding.required)
    reached = usable or bool(waiting)
    return Checkup(
        board.id,
        (*compilers, *emulators, *flashers, *findings),
        build,
        emulate,
        reached and any(finding.present for finding in flashers),
        chosen.url if chosen else None,
        named=port is not None,
    )


def _compilers(board: Board) -> list[Finding]:
    found = []
    if board.toolchain.zig is not None:
        try:
            path, remedy = find_zig(), ""
        except ToolMissing as missing:
            path, remedy = "", missing.remedy
        found.append(Finding("zig", True, bool(path), path, f"building for {board.id}", remedy))
    for gcc in board.toolchain.gccs:
        adds = f"--compiler gcc for {board.id}" if board.toolchain.zig else f"building {board.id}"
        found.append(program(f"{gcc.prefix}gcc", adds, required=board.toolchain.zig is None))
    if not any(finding.present for finding in found):
        return found
    # One compiler is enough: what else could do it is no loss.
    there = next(finding.name for finding in found if finding.present)
    instead = "" if board.toolchain.zig else f", which {there} does as well"
    return [
        f if f.present else replace(f, required=False, adds=f"{f.adds}{instead}") for f in found
    ]


def _emulator(board: Board) -> list[Finding]:
    adds = f"running {board.id} in its emulator"
    match board.emulator:
        case "unicorn":
            return [package("unicorn", adds, extra="sim")]
        case "rp2040py":
            return [package("rp2040py", adds, extra="pico")]
        case "qemu":
            assert board.qemu is not None, (
                "boards/read.py: emulator = 'qemu' and [qemu] go together"
            )
            return [program(board.qemu.program, adds)]
        case _:
            return []


def _flasher(
    board: Board, flasher: Flasher, waiting: Sequence[BoardDrive], touchable: str | None
) -> Finding:
    """touchable: a port through which the board can be sent into its boot loader."""
    adds = f"flashing {board.id}"
    match flasher:
        case EsptoolFlasher():
            return package("esptool", adds, required=False)
        case PyocdFlasher():
            return package(
                "pyocd", f"{adds} through a debug probe", remedy="pip install 'tinyedge[probe]'"
            )
        case OpenocdFlasher():
            return program("openocd", f"{adds} through a debug probe")
        case Uf2Flasher() if touchable and not waiting:
            adds = f"{adds} by copying: a touch of {touchable} restarts it as a drive"
            return Finding("boot loader's drive", False, True, "not needed yet", adds, "")
        case Uf2Flasher():
            return _drive("boot loader's drive", f"{adds} by copying", waiting, board.boot_mode)
        case DriveFlasher():
            plug = f"plug it in: a drive {' or '.join(flasher.labels)} appears"
            return _drive("debug probe's drive", f"{adds} by copying", waiting, plug)


def _drive(name: str, adds: str, waiting: Sequence[BoardDrive], remedy: str) -> Finding:
    paths = ", ".join(str(drive.path) for drive in waiting)
    return Finding(name, False, bool(paths), paths, adds, "" if paths else remedy)


def _port(
    board: Board, port: str | None, present: Sequence[PortInfo], waiting: Sequence[BoardDrive]
) -> tuple[Finding, PortInfo | None]:
    adds = f"talking to {board.id}"
    if port is not None and not port.strip():
        error = explain_opening(port, ValueError(), present=[info.url for info in present])
        told = f"{adds}; {error.port}: {error.problem}"
        return Finding("serial port", True, False, "", told, error.remedy), None
    if port is not None:
        named = [info for info in present if info.url == port]
        info = named[0] if named else PortInfo(port, "", None, None)
        if named or _is_there(port):
            return Finding("serial port", True, True, describe(info), adds, ""), info
        urls = [other.url for other in present]
        error = explain_opening(port, OSError(errno.ENOENT, ""), present=urls)
        adds = f"{adds}; {error.port}: {error.problem}"
        return Finding("serial port", True, False, "", adds, error.remedy), None
    try:
        info = choose_port(board, present)
    except PortError as error:
        remedy = error.remedy
        if waiting:
            remedy = "flash it, for it waits as a drive; its port then appears"
        return Finding("serial port", False, False, "", f"{adds}; {error.problem}", remedy), None
    return Finding("serial port", True, True, describe(info), adds, ""), info


def _is_there(url: str) -> bool:
    """Whether a port that no list names may be there: a URL, or a file of the system."""
    return _needs_none(url) or Path(url).exists()


def _needs_none(url: str) -> bool:
    """Whether no file and its permissions stand for the port."""
    return "://" in url or sys.platform == "win32"


def _permission(info: PortInfo) -> Finding:
    adds = f"opening {info.url}"
    if _needs_none(info.url) or os.access(info.url, os.R_OK | os.W_OK):
        return Finding(_PERMISSION, True, True, "yes", adds, "")
    return Finding(_PERMISSION, True, False, "", adds, permission_remedy(info.url))


def _told(board: Board, info: PortInfo, port: Port) -> list[Finding]:
    """Who has the port, and what answers there."""
    adds = "verify and monitor"
    if port.held_by:
        names = " and ".join(map(str, port.held_by))
        busy = f"{adds}; {names} has {info.url} open"
        return [Finding(_FIRMWARE, True, False, "", busy, "close that program")]
    flash = f"tinyedge flash MODEL --board {board.id}"
    answer = port.answer
    if answer is None:
        return [Finding(_FIRMWARE, False, False, "", f"{adds}; {port.not_asked}", flash)]
    if answer.greeting is not None:
        said = answer.greeting
        runs = f"{said.board} runs {said.model} (engine {said.engine})"
        if said.board != board.id:
            return [Finding(_FIRMWARE, False, False, "", f"{adds}; at that port, {runs}", flash)]
        return [Finding(_FIRMWARE, False, True, runs, adds, "")]
    if answer.problem:
        return [Finding(_FIRMWARE, True, False, "", f"{adds}; {answer.problem}", answer.remedy)]
    heard = f"it says {answer.text!r}" if answer.text else "nothing answers"
    if any(word in answer.text for word in _BOOT_LOADER):
        heard = f"it is in its boot loader: {answer.text!r}"
    return [Finding(_FIRMWARE, False, False, "", f"{adds}; {heard}", flash)]
