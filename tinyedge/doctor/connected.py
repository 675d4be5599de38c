"""What is connected: every serial port, what answers there, and boards that wait as drives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tinyedge.boards import Board, DriveFlasher, Uf2Flasher
from tinyedge.flash.drives import Drive
from tinyedge.flash.uf2 import boot_drives
from tinyedge.link.choose import candidates
from tinyedge.link.holders import Holder, holders, lock_holders
from tinyedge.link.ports import PortInfo
from tinyedge.link.probe import PROBE_TIMEOUT_S, Answer, probe
from tinyedge.link.usb_ids import is_micropython

Probing = Literal["likely", "all", "none"]
_BAUD = 115_200
# Opening and closing take their time as well, and no port may hold up the others for ever.
_LATEST_S = PROBE_TIMEOUT_S + 3.0


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port.

    boards: ids of those that it may be, by its USB id. held_by: other programs that have it open.
    answer: what answers there; None: it was not asked, and ``not_asked`` says why.
    """

    info: PortInfo
    boards: tuple[str, ...]
    held_by: tuple[Holder, ...]
    answer: Answer | None
    not_asked: str


@dataclass(frozen=True, slots=True)
class BoardDrive:
    """A drive that boards may be flashed through. boards: their ids."""

    path: Path
    label: str
    boards: tuple[str, ...]


def survey(
    boards: Sequence[Board],
    ports: Sequence[PortInfo],
    probing: Probing,
    *,
    ask: Callable[[str, int], Answer] = probe,
    held_by: Callable[[str], tuple[Holder, ...]] = lambda url: lock_holders(url) or holders(url),
) -> tuple[Port, ...]:
    """Look at every port, and ask what answers there, all at once: seconds, however many there are.

    probing: "likely": asks on USB, where a board may be; "all": at the machine's own ports, too,
        to which anything may be connected. MicroPython is never asked.
    """
    looked = [_look(boards, info, probing, held_by(info.url)) for info in ports]
    answers: dict[str, Answer] = {}

    def put(port: Port, baud: int) -> None:
        answers[port.info.url] = ask(port.info.url, baud)

    threads = [
        # A port that hangs hangs alone, and does not keep the program from ending.
        threading.Thread(target=put, args=(port, _baud(boards, port)), daemon=True)
        for port in looked
        if not port.not_asked
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LATEST_S)
    late = Answer(problem="it could not be asked in time")
    return tuple(
        port
        if port.not_asked
        else Port(
            port.info, port.boards, port.held_by, answers.get(port.info.url, late), port.not_asked
        )
        for port in looked
    )


def board_drives(boards: Sequence[Board], drives: Sequence[Drive]) -> tuple[BoardDrive, ...]:
    """The drives of boot loaders and debug probes among those that are mounted."""
    found = []
    for drive in drives:
        ids = tuple(board.id for board in boards if _shows(board, drive))
        if ids:
            found.append(BoardDrive(drive.path, drive.label, ids))
    return tuple(found)


def _look(
    boards: Sequence[Board], info: PortInfo, probing: Probing, held_by: tuple[Holder, ...]
) -> Port:
    may_be = tuple(board.id for board in boards if candidates(board, [info]))
    not_asked = ""
    if held_by:
        not_asked = f"{' and '.join(map(str, held_by))} has it open"
    elif probing == "none":
        not_asked = "not asked: --no-probe"
    elif is_micropython(info.usb_id):
        not_asked = "not asked: to MicroPython, single bytes are commands"
    elif probing == "likely" and info.usb_id is None:
        not_asked = "not asked: not on USB, so anything may be there; ask with --probe"
    return Port(info, may_be, held_by, None, not_asked)


def _baud(boards: Sequence[Board], port: Port) -> int:
    return next((board.link.baud for board in boards if board.id in port.boards), _BAUD)


def _shows(board: Board, drive: Drive) -> bool:
    return any(
        (isinstance(flasher, Uf2Flasher) and bool(boot_drives(flasher, [drive])))
        or (isinstance(flasher, DriveFlasher) and drive.label in flasher.labels)
        for flasher in board.flashers
    )
