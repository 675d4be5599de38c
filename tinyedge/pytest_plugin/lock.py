"""One test session at a time on a board: workers of pytest-xdist, or two people's."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tinyedge.errors import PortError
from tinyedge.paths import cache_dir

_LOOK_EVERY_S = 0.05


@contextmanager
def alone_on(port: str, *, timeout_s: float) -> Iterator[None]:
    """Keep other test sessions of this user from a port until the end.

    Raises:
        PortError: another one did not let it go in time.
    """
    name = port if "://" in port else os.path.realpath(port)
    path = cache_dir("bench") / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock"
    deadline = time.monotonic() + timeout_s
    with path.open("a+", encoding="ascii") as file:
        while not _locked(file):
            if time.monotonic() >= deadline:
                raise PortError(
                    port,
                    f"another test session{_owner(path)} has had it for {timeout_s:g} s",
                    "wait for it to end, or end it",
                )
            time.sleep(_LOOK_EVERY_S)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _locked(file: IO[str]) -> bool:
    """Take the lock, which the system gives back when the file is closed."""
    with suppress(OSError):
        if sys.platform == "win32":
            import msvcrt

            # Beyond what is written, which others may then read.
            file.seek(1024)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _owner(path: Path) -> str:
    with suppress(OSError, ValueError):
        return f" (process {int(path.read_text(encoding='ascii'))})"
    return ""
