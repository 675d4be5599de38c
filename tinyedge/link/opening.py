"""Why a port could not be opened, and what to do about it."""

from __future__ import annotations

import difflib
import errno
import os
import sys
from collections.abc import Sequence

from tinyedge.errors import PortError

from .ports import list_ports

_MISSING = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_BUSY = {errno.EBUSY, errno.EAGAIN}
_MOST_LISTED = 4


def explain_opening(port: str, error: Exception, *, present: Sequence[str]) -> PortError:
    """What the user is told. ``present``: ports that are there."""
    number = _number(error)
    if number in _MISSING:
        return PortError(port, "there is no such port", _instead(port, present))
    if number in _FORBIDDEN:
        return PortError(port, "you are not allowed to open it", _permission(port))
    if number in _BUSY:
        return PortError(
            port, "another program has it open", "close that program (a monitor, an IDE), try again"
        )
    if number == errno.ECONNREFUSED:
        return PortError(port, "nothing listens there", "start what should, or correct the URL")
    return PortError(
        port,
        f"it cannot be opened as a serial port ({_printable(str(error))})",
        "give a serial port, or a URL such as socket://host:port",
    )


def present_ports() -> tuple[str, ...]:
    """The serial ports of this machine."""
    return tuple(info.url for info in list_ports())


def _number(error: Exception) -> int | None:
    """The errno; on Windows pyserial has it in its text alone."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    text = str(error)
    if "FileNotFoundError(" in text:
        return errno.ENOENT
    if "PermissionError(" in text:  # what Windows says of a port that is open elsewhere
        return errno.EBUSY
    return None


def _instead(port: str, present: Sequence[str]) -> str:
    if not present:
        return "no serial port is connected; check the cable (some only charge) and the driver"
    near = difflib.get_close_matches(port, present, n=_MOST_LISTED, cutoff=0.0)
    more = f" and {len(present) - len(near)} more" if len(present) > len(near) else ""
    return f"there are {', '.join(near)}{more}"


def _permission(port: str) -> str:
    if not sys.platform.startswith("linux"):
        return "allow this account to use it"
    group = _group(port)
    return f"join its group: sudo usermod -aG {group} $USER, then log in again"


def _group(port: str) -> str:
    """The group that may use the port; distributions call it dialout or uucp."""
    import grp

    try:
        return grp.getgrgid(os.stat(port).st_gid).gr_name  # noqa: PTH116  (a port is no path)
    except (OSError, KeyError):
        return "dialout (on some systems uucp)"


def _printable(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")
