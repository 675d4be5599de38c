"""Which port a board is at: by its USB id, and by its identity after it has restarted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.errors import PortError

from .ports import PortInfo, list_ports
from .usb_ids import is_bridge, named

_LOOK_EVERY_S = 0.1
# A port that is about to vanish, because its board has just been reset, is still listed: it counts
# as back once it has been there for so many looks in a row.
_STEADY_LOOKS = 5
# Makers that number nothing give "0001" to all they sell: a serial number that short is none.
_SHORTEST_SERIAL_NUMBER = 6
_MOST_LISTED = 6


def candidates(board: Board, ports: Sequence[PortInfo]) -> tuple[PortInfo, ...]:
    """The ports at which the board may be, by USB id, in the order of its file."""
    return tuple(port for usb_id in board.link.usb for port in ports if port.usb_id == usb_id)


def choose_port(board: Board, ports: Sequence[PortInfo] | None = None) -> PortInfo:
    """The one port at which the board may be.

    ports: among these; None: among those of this machine.

    Raises:
        PortError: none fits, or several do; says what was looked for and what is there.
    """
    present = list_ports() if ports is None else ports
    found = candidates(board, present)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(describe(port) for port in found)
        raise PortError(
            board.id,
            f"{len(found)} ports may be its own: {listed}",
            f"name the one with --port, such as --port {found[0].url}",
        )
    if not board.link.usb:
        raise PortError(
            board.id,
            f"its serial port cannot be told from others, {_instead(present)}",
            "name it with --port",
        )
    wanted = " or ".join(named(usb_id) for usb_id in board.link.usb)
    raise PortError(
        board.id,
        f"it is not connected: looked for USB {wanted}, {_instead(present)}",
        "plug it in with a cable that carries data (some only charge), or name its port with "
        f"--port{boot_mode_hint(board)}",
    )


def boot_mode_hint(board: Board) -> str:
    """What ends the remedy where a board is not connected; "" if its file says nothing of it."""
    return f"; to make it ready for flashing: {board.boot_mode}" if board.boot_mode else ""


def caution(port: PortInfo) -> str | None:
    """What to bear in mind of a port that was chosen by its USB id; None if that is proof enough.

    The id of a UART bridge is the bridge's, not the board's.
    """
    if port.usb_id is None or not is_bridge(port.usb_id):
        return None
    return f"{port.url} is a {named(port.usb_id)}: any board may be behind it"


def describe(port: PortInfo) -> str:
    """A port on one line: where, what by USB id, whose serial number, what the system says."""
    details = [
        named(port.usb_id) if port.usb_id else "",
        f"serial number {port.serial_number}" if port.serial_number else "",
        port.description if port.description not in ("", "n/a") else "",
    ]
    told = ", ".join(detail for detail in details if detail)
    return f"{port.url} [{told}]" if told else port.url


def await_port(
    like: PortInfo,
    *,
    timeout_s: float,
    look: Callable[[], Sequence[PortInfo]] = list_ports,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> PortInfo:
    """The port of a board that was at ``like`` and has been reset, or unplugged, under any name.

    It is known by its USB serial number, else by its ids, if only one such port is there; ids and
    name may have changed, as they do from a boot loader to a firmware. A port that is not on USB
    is known by its name. It counts as back when it stays for half a second.

    Raises:
        PortError: it was not back after ``timeout_s`` seconds, or several may be it.
    """
    deadline = clock() + timeout_s
    strangers = {port.url for port in look() if _is_stranger(port, like)}
    steady: list[PortInfo] = []
    while True:
        found = _returned(like, [port for port in look() if port.url not in strangers])
        here = found[0] if len(found) == 1 else None
        steady = [*steady, here] if here and (not steady or steady[-1] == here) else []
        if here and len(steady) >= _STEADY_LOOKS:
            return here
        if clock() >= deadline and not here:
            break
        sleep(_LOOK_EVERY_S)
    if len(found) > 1:
        listed = ", ".join(describe(port) for port in found)
        raise PortError(
            like.url,
            f"several ports may be the one that came back: {listed}",
            "name it with --port",
        )
    raise PortError(
        like.url,
        f"it did not come back within {timeout_s:g} s ({_identity(like)}), {_instead(look())}",
        "check the cable, press the board's reset button, and run the command again",
    )


def _returned(like: PortInfo, ports: Sequence[PortInfo]) -> list[PortInfo]:
    """Those that may be ``like``, narrowed down by what else is known of it."""
    if like.usb_id is None:
        return [like] if _is_there(like.url, ports) else []
    if _numbered(like):
        found = [port for port in ports if port.serial_number == like.serial_number]
    else:
        found = [port for port in ports if port.usb_id == like.usb_id and not _numbered(port)]
    for key in ("location", "usb_id", "url"):
        narrowed = [port for port in found if getattr(port, key) == getattr(like, key)]
        found = narrowed or found
    return found


def _is_stranger(port: PortInfo, like: PortInfo) -> bool:
    """Whether a port that is there already looks like the one awaited, and is another one.

    Only where nothing but the ids tells them apart: a second adapter of the same kind.
    """
    return (
        not _numbered(like)
        and like.location is not None
        and port.usb_id == like.usb_id
        and port.location != like.location
        and port.url != like.url
    )


def _numbered(port: PortInfo) -> bool:
    return port.serial_number is not None and len(port.serial_number) >= _SHORTEST_SERIAL_NUMBER


def _is_there(url: str, ports: Sequence[PortInfo]) -> bool:
    """A port that is not on USB: a UART of the machine, a pseudo terminal, or a URL."""
    return "://" in url or any(port.url == url for port in ports) or Path(url).exists()


def _identity(port: PortInfo) -> str:
    if port.usb_id is None:
        return "known by its name alone"
    if _numbered(port):
        return f"USB serial number {port.serial_number}"
    return f"USB {named(port.usb_id)}"


def _instead(ports: Sequence[PortInfo]) -> str:
    """What is there, as the second half of a sentence."""
    if not ports:
        return "and there is no serial port at all"
    listed = ", ".join(describe(port) for port in ports[:_MOST_LISTED])
    more = f" and {len(ports) - _MOST_LISTED} more" if len(ports) > _MOST_LISTED else ""
    return f"and there {'is' if len(ports) == 1 else 'are'} {listed}{more}"
