"""Which boards the tests run on, as the command line or the settings name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tinyedge.errors import SettingError

BOARD, PORT = "board", "port"
_BOARD_OPTION, _PORT_OPTION = "--tinyedge-board", "--tinyedge-port"


@dataclass(frozen=True, slots=True)
class Target:
    """One board of the session.

    board: a name of ``tinyedge boards``, or a board file. port: None: its emulator; of a board
    without one, the port at which it is found. label: tells it from the others of the session.
    """

    board: str
    port: str | None
    label: str


def targets(named: Sequence[Sequence[str]], by_default: Sequence[str]) -> tuple[Target, ...]:
    """The boards of a session.

    Args:
        named: (BOARD or PORT, value) as on the command line; a port belongs to the board before
            it, or to the only one.
        by_default: boards, where none is named.

    Raises:
        SettingError: a port belongs to no board, or two things are one.
    """
    boards: list[tuple[str, str | None]] = []
    waiting: list[str] = []
    for kind, value in named:
        if not value.strip():
            option = _BOARD_OPTION if kind == BOARD else _PORT_OPTION
            raise SettingError(option, "it is empty; give it a value, or leave the option out")
        if kind == BOARD:
            boards.append((value, None))
        elif boards and boards[-1][1] is None:
            boards[-1] = (boards[-1][0], value)
        else:
            waiting.append(value)
    if not boards:
        boards = [(board, None) for board in by_default]
    if waiting:
        if len(boards) != 1 or len(waiting) != 1 or boards[0][1] is not None:
            raise SettingError(
                f"{_PORT_OPTION} {waiting[0]}", f"name its board before it with {_BOARD_OPTION}"
            )
        boards = [(boards[0][0], waiting[0])]
    _check_distinct(boards)
    often = Counter(board for board, _ in boards)
    return tuple(
        Target(board, port, _label(board, port, alone=often[board] == 1)) for board, port in boards
    )


def _check_distinct(boards: Sequence[tuple[str, str | None]]) -> None:
    for board, times in Counter(board for board, port in boards if port is None).items():
        if times > 1:
            remedy = f"is named {times} times; give each a {_PORT_OPTION} of its own"
            raise SettingError(f"{_BOARD_OPTION} {board}", remedy)
    for port, times in Counter(port for _, port in boards if port is not None).items():
        if times > 1:
            raise SettingError(f"{_PORT_OPTION} {port}", f"is named {times} times; it is one board")


def _label(board: str, port: str | None, *, alone: bool) -> str:
    """What stands in the names of tests: no separators of theirs, nor of paths."""
    name = board.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")
    if alone or port is None:
        return name
    return f"{name}@{port.rstrip('/').rsplit('/', 1)[-1]}"
