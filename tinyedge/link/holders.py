"""Who else has a port open: on Linux, from /proc; elsewhere it cannot be known without help."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_NAME = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Holder:
    """A process. name: of the program, as ``ps`` shows it, or of the script that it runs."""

    process: int
    name: str

    def __str__(self) -> str:
        if self.process == os.getpid():
            return "this very program"
        return f"{self.name} (process {self.process})"


def holders(url: str, *, proc: Path = PROC) -> tuple[Holder, ...]:
    """The other processes that have a port open, by number; none where it cannot be known.

    Of processes of other users, only root is told. A pseudo terminal is held by what is behind it
    as well, which is no second user: nothing is said of those.
    """
    device = os.path.realpath(url)
    if "://" in url or device.startswith("/dev/pts/") or not proc.is_dir():
        return ()
    found = []
    for folder in proc.iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid() and _holds(folder, device):
            found.append(Holder(int(folder.name), _name(folder)))
    return tuple(sorted(found, key=lambda holder: holder.process))


def lock_holders(url: str, *, proc: Path = PROC) -> tuple[Holder, ...]:
    """The processes that have locked a port, as pyserial does, of a pseudo terminal as well."""
    try:
        inode = os.stat(url).st_ino  # noqa: PTH116  (a port is no path)
        locks = (proc / "locks").read_text(encoding="ascii")
    except (OSError, ValueError):
        return ()
    found = []
    for line in locks.splitlines():
        # "1: FLOCK  ADVISORY  WRITE 4711 00:16:5 0 EOF", proc_locks(5)
        fields = line.split()
        if len(fields) >= 6 and fields[1] == "FLOCK" and fields[5].split(":")[-1] == str(inode):
            folder = proc / fields[4]
            device = os.path.realpath(url)
            if _holds(folder, device) or not _readable(folder):
                found.append(Holder(int(fields[4]), _name(folder)))
    return tuple(found)


def _holds(folder: Path, device: str) -> bool:
    try:
        return any(_target(link) == device for link in (folder / "fd").iterdir())
    except OSError:  # it has ended, or is another user's
        return False


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _readable(folder: Path) -> bool:
    return os.access(folder / "fd", os.R_OK)


def _name(folder: Path) -> str:
    try:
        name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
        words = (folder / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return "another program"
    if name.startswith("python") and len(words) > 2:
        # What it runs says more: "python -m tinyedge", "python /usr/bin/script".
        word = words[2] if words[1] == b"-m" else words[1]
        name = Path(word.decode("utf-8", "replace")).name or name
    return _NAME.sub("?", name)
