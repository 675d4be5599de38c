"""Which ports are emulators': so that a figure is never called hardware's because of a port's name.

A port that ``emulate.start`` opened is recorded while it is open, for every process of this user.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from tinyedge.paths import cache_dir, write_whole

from .running import Running


def recorded(running: Running) -> Running:
    """The same, with its port recorded as an emulator's until it is stopped."""
    record = _record(running.url)
    write_whole(record, f"{os.getpid()}\n".encode())

    def stop() -> None:
        record.unlink(missing_ok=True)
        running.stop()

    return replace(running, stop=stop)


def is_emulated(url: str) -> bool:
    """Whether an emulator of ours, of this or another process, answers on that port."""
    try:
        owner = int(_record(url).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return _lives(owner)


def _record(url: str) -> Path:
    # A port may be given by another name, such as a symbolic link.
    name = url if "://" in url else os.path.realpath(url)
    return cache_dir("emulated") / hashlib.sha256(name.encode()).hexdigest()[:16]


def _lives(process: int) -> bool:
    if os.name != "posix":
        return True  # no harmless signal there; a record that was left behind says "emulator"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
