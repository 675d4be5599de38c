"""Where the data files live: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import errno
import hashlib
import stat
import tempfile
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_data"
_ROOT = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent
_SEAL_BYTES = hashlib.sha256().digest_size


def boards_dir() -> Path:
    """The folder of board files, ``boards/*.toml``."""
    return _ROOT / "boards"


def firmware_dir() -> Path:
    """The folder of C sources and templates, ``firmware/``."""
    return _ROOT / "firmware"


def models_dir() -> Path:
    """The folder of ready models, ``models/<name>/model.toml``."""
    return _ROOT / "models"


def cache_dir(room: str) -> Path:
    """A folder for what can be made again (downloads, compiler caches), created if missing."""
    folder = Path(platformdirs.user_cache_dir("tinyedge")) / room
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def state_dir(room: str) -> Path:
    """A folder for what is remembered between commands (the last flash), created if missing."""
    folder = Path(platformdirs.user_state_dir("tinyedge")) / room
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def require_file(path: Path) -> None:
    """Refuse what gives no end of bytes: a pipe may never be written to, a device never ends.

    Raises:
        OSError: nothing is there, or it is such a thing.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "a pipe or a device, no file", str(path))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it, its folder created if missing.

    Raises:
        OSError: it cannot be written; names ``path``, whatever stands in the way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as folder:
            new = Path(folder) / path.name
            new.write_bytes(content)
            new.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def keep(path: Path, content: bytes) -> None:
    """Write what can be made again, with a seal by which ``kept`` tells damage."""
    write_whole(path, content + hashlib.sha256(content).digest())


def kept(path: Path) -> bytes | None:
    """What ``keep`` wrote to ``path``; None if nothing is there, or it is damaged: make it again.

    A disk that was full or a machine that lost power leaves files cut short or full of zeros,
    renamed into place all the same.
    """
    try:
        sealed = path.read_bytes()
    except FileNotFoundError:
        return None
    content, seal = sealed[:-_SEAL_BYTES], sealed[-_SEAL_BYTES:]
    return content if hashlib.sha256(content).digest() == seal else None


def write_changed(path: Path, content: bytes) -> None:
    """As ``write_whole``, but leave a file alone that has this content already."""
    if not path.is_file() or path.read_bytes() != content:
        write_whole(path, content)
