"""What is monitored: hardware at a port, or the board's emulator, started for the purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tinyedge.boards import Board, all_boards
from tinyedge.emulate.emulate import start
from tinyedge.emulate.emulated import is_emulated
from tinyedge.errors import ModelError, PortError, SettingError
from tinyedge.events import Listener, Started
from tinyedge.flash.flashed import Flashed, recall, require_greeting
from tinyedge.link.choose import choose_port, describe
from tinyedge.link.ports import PortInfo, list_ports
from tinyedge.reach import Attached, Emulated, Place, place_to_run, place_to_verify, where
from tinyedge.verify.types import Where

_BAUD = 115_200


@dataclass(frozen=True, slots=True)
class Target:
    """Where the board is.

    board: that must greet there; None: whichever does. baud: of the line.
    returns: whether the port may come back once it is gone; an emulator's does not.
    """

    port: PortInfo
    board: Board | None
    baud: int
    emulated: bool
    returns: bool

    def where(self, board_id: str) -> Where:
        """What computes the numbers of a board that greeted with that id."""
        place: Place = Emulated(self.port.url) if self.emulated else Attached(self.port)
        known = {board.id: board for board in all_boards()}
        board = self.board or known.get(board_id)
        if board is None:
            return "emulator" if self.emulated else "hardware"
        if board.only_emulated:
            place = Emulated(self.port.url)
        return where(board, place)


@contextmanager
def target(board: Board | None, port: str | None, listen: Listener) -> Iterator[Target]:
    """The board behind a port, the one that was flashed last, or the only one that is connected.

    Raises:
        SettingError: neither a board nor a port is given.
        PortError: none fits, or several do.
        ModelError: the board is only emulated, and nothing was flashed to it.
    """
    if board is None and port is None:
        there = ", ".join(describe(info) for info in list_ports()) or "none"
        raise SettingError(
            "tinyedge monitor", f"give --board or --port (the serial ports here: {there})"
        )
    place = _place(board, port)
    baud = board.link.baud if board else _BAUD
    match place:
        case Emulated(url=None):
            assert board is not None
            flashed = recall(board.id)
            listen(Started("emulate", f"{flashed.image.model} on {board.name}"))
            with start(flashed.image, board) as running:
                info = PortInfo(running.url, "", None, None)
                yield Target(info, board, baud, emulated=True, returns=False)
        case Emulated(url=str(url)):
            info = PortInfo(url, "", None, None)
            yield Target(info, board, baud, emulated=True, returns=not is_emulated(url))
        case Attached(port=PortInfo() as info):
            yield Target(info, board, baud, emulated=False, returns=True)
        case _:
            raise AssertionError(place)


def _place(board: Board | None, port: str | None) -> Place:
    if board is None:
        assert port is not None
        if is_emulated(port):
            return Emulated(port)
        known = [info for info in list_ports() if info.url == port]
        return Attached(known[0] if known else PortInfo(port, "", None, None))
    if port is not None:
        return place_to_run(board, port)
    flashed = _recalled(board)
    if flashed is not None:
        require_greeting(flashed, board)
        return place_to_verify(board, None, flashed)
    if board.only_emulated:
        return Emulated()
    try:
        return Attached(choose_port(board))
    except PortError as none:
        if board.emulator is None:
            raise
        raise PortError(
            none.port,
            none.problem,
            f"{none.remedy}; or flash its emulator: tinyedge flash MODEL --board {board.id}",
        ) from none


def _recalled(board: Board) -> Flashed | None:
    try:
        return recall(board.id)
    except ModelError:
        if board.only_emulated:
            raise
        return None
