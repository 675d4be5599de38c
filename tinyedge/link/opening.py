"""Why a port could not be opened, and what to do about it."""

from __future__ import annotations

import difflib
import errno
import os
import socket
import sys
from collections.abc import Sequence

from tinyedge.errors import PortError

from .holders import Holder
from .ports import list_ports

_of_terminals: type[Exception] = OSError
if sys.platform != "win32":
    import termios

    _of_terminals = termios.error
# What comes through pyserial of a port that is not there, or is just vanishing.
LOST = (OSError, _of_terminals)

_MISSING = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_BUSY = {errno.EBUSY, errno.EAGAIN}
_MOST_LISTED = 4
_START_AGAIN = "if it was an emulator's, start that again: tinyedge emulate MODEL --board BOARD"


def explain_opening(
    port: str, error: Exception, *, present: Sequence[str], held_by: Sequence[Holder] = ()
) -> PortError:
    """What the user is told. ``present``: ports that are there. ``held_by``: who has it open."""
    if not port.strip():
        return PortError("--port", "it is empty", _give(present))
    number = _number(error)
    if number in _MISSING:
        if _is_pty(port):
            return PortError(port, "there is no such port", _START_AGAIN)
        return PortError(port, "there is no such port", _instead(port, present))
    if number in _FORBIDDEN:
        return PortError(port, "you are not allowed to open it", permission_remedy(port))
    if number in _BUSY:
        return _busy(port, held_by)
    if number == errno.ECONNREFUSED:
        return PortError(port, "nothing listens there", "start what should, or correct the URL")
    cause = _cause(error)
    if isinstance(cause, socket.gaierror):
        return PortError(port, "there is no host of that name", "correct the URL")
    if isinstance(cause, TimeoutError) or number == errno.EHOSTUNREACH:
        return PortError(port, "that host does not answer", "correct the URL, or switch it on")
    if "RFC2217" in str(error):
        return PortError(
            port,
            "what answers there does not speak RFC 2217",
            "give socket://host:port for a plain TCP port",
        )
    return PortError(
        port,
        f"it cannot be opened as a serial port ({_printable(str(error))})",
        "give a serial port, or a URL such as socket://host:port",
    )


def vanished(port: str) -> PortError:
    """What the user is told when a port that was open is there no more."""
    if _is_pty(port):
        return PortError(port, "the program behind it has ended", _START_AGAIN)
    return PortError(
        port,
        "the port vanished",
        "plug it in again, or reset the board, and run the command again",
    )


def hung_up(port: str, problem: str) -> PortError:
    """The same of a network connection."""
    return PortError(port, problem, "start again what serves it, and run the command again")


def shared(port: str, held_by: Sequence[Holder], timeout_s: float) -> PortError:
    """What the user is told when nothing answered, and another program may have read it."""
    return PortError(
        port,
        f"no greeting within {timeout_s:g} s, and {_names(held_by)} has the port open too",
        "each byte reaches only one of the two: close that program and try again",
    )


def present_ports() -> tuple[str, ...]:
    """The serial ports of this machine."""
    return tuple(info.url for info in list_ports())


def _number(error: Exception) -> int | None:
    """The errno; pyserial sometimes hides it in what its error came from, or in its text."""
    for known in (error, _cause(error)):
        if isinstance(known, OSError) and known.errno is not None:
            return known.errno
        if type(known).__module__ == "termios":  # (errno, text), and no OSError
            return int(known.args[0])
    text = str(error)
    if "FileNotFoundError(" in text:
        return errno.ENOENT
    if "PermissionError(" in text:  # what Windows says of a port that is open elsewhere
        return errno.EBUSY
    return None


def _cause(error: BaseException) -> BaseException:
    """What was raised first."""
    while error.__context__ is not None:
        error = error.__context__
    return error


def _is_pty(port: str) -> bool:
    """A pseudo terminal: there is a program behind it, and nothing to plug in."""
    return os.path.realpath(port).startswith("/dev/pts/")


def _busy(port: str, held_by: Sequence[Holder]) -> PortError:
    if held_by:
        return PortError(port, f"{_names(held_by)} has it open", "close that program and try again")
    return PortError(
        port, "another program has it open", "close that program (a monitor, an IDE), try again"
    )


def _names(held_by: Sequence[Holder]) -> str:
    return " and ".join(str(holder) for holder in held_by)


def _give(present: Sequence[str]) -> str:
    there = f" ({', '.join(present[:_MOST_LISTED])})" if present else ""
    return f"give a serial port{there}, or a URL such as socket://host:port"


def _instead(port: str, present: Sequence[str]) -> str:
    if not present:
        return "no serial port is connected; check the cable (some only charge) and the driver"
    near = difflib.get_close_matches(port, present, n=_MOST_LISTED, cutoff=0.0)
    more = f" and {len(present) - len(near)} more" if len(present) > len(near) else ""
    return f"there {'is' if len(present) == 1 else 'are'} {', '.join(near)}{more}"


def permission_remedy(port: str) -> str:
    """How an account gets to use a port that it may not open."""
    if not sys.platform.startswith("linux"):
        return "allow this account to use it"
    import grp

    try:
        group = os.stat(port).st_gid  # noqa: PTH116  (a port is no path)
        name = grp.getgrgid(group).gr_name
    except (OSError, KeyError):
        group, name = -1, "dialout (on some systems uucp)"
    if group == 0:
        return (
            "no group but root may: put "
            'SUBSYSTEM=="tty", SUBSYSTEMS=="usb", TAG+="uaccess" '
            "into /etc/udev/rules.d/60-serial.rules, then plug the board in again"
        )
    if group >= 0 and _has_joined(group) and group not in os.getgroups():
        return f"you have joined its group {name}, but since this login: log in again"
    return f"join its group: sudo usermod -aG {name} $USER, then log in again"


def _has_joined(group: int) -> bool:
    """Whether this account is a member, as the system's files say."""
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name in grp.getgrgid(group).gr_mem
    except KeyError:
        return False


def _printable(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")
