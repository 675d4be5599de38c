"""The drives that boot loaders and debug probes show: where they are mounted, and their labels."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

# Boards show FAT; asking network drives what they hold may take minutes.
_FAT = {"vfat", "msdos", "exfat"}
_OCTAL = re.compile(rb"\\([0-7]{3})")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")
_ROOT = Path("/")


@dataclass(frozen=True, slots=True)
class Drive:
    """A mounted drive. path: its root folder. label: of its file system; "" if it has none."""

    path: Path
    label: str


@dataclass(frozen=True, slots=True)
class Unmounted:
    """A drive that is there, but that no folder leads to. device: what is to be mounted."""

    device: Path
    label: str


def mounted(root: Path = _ROOT, platform: str = sys.platform) -> tuple[Drive, ...]:
    """Every drive that may be a board's, in order of path; looks at none of their files.

    Args:
        root: the folder in which /proc, /dev and /Volumes are looked for, so that tests can show
            other ones; the paths found lie below it.
        platform: as ``sys.platform``.
    """
    if platform == "win32":
        return _windows()
    if platform == "darwin":
        return _macos(root)
    labels = {device: label for label, device, _ in _labels(root)}
    return tuple(
        Drive(path, labels.get(_device(root, device), path.name)) for device, path in _mounts(root)
    )


def unmounted(root: Path = _ROOT, platform: str = sys.platform) -> tuple[Unmounted, ...]:
    """Every drive with a label that is not mounted; none where the system mounts all by itself."""
    if platform in ("win32", "darwin"):
        return ()
    there = {_device(root, device) for device, _ in _mounts(root)}
    return tuple(
        Unmounted(link, label) for label, device, link in _labels(root) if device not in there
    )


def _mounts(root: Path) -> list[tuple[str, Path]]:
    """(device, folder) of each mounted FAT file system, in order of folder; proc(5)."""
    try:
        lines = (root / "proc" / "self" / "mounts").read_bytes().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        fields = [_OCTAL.sub(lambda code: bytes([int(code[1], 8)]), f) for f in line.split(b" ")]
        if len(fields) >= 3 and fields[2].decode("ascii", "replace") in _FAT:
            device, folder = (f.decode("utf-8", "surrogateescape") for f in fields[:2])
            found.append((device, root / folder.lstrip("/")))
    return sorted(found, key=lambda mount: mount[1])


def _labels(root: Path) -> list[tuple[str, str, Path]]:
    """(label, device, link to it) of each file system with a label, in order of label."""
    try:
        links = sorted((root / "dev" / "disk" / "by-label").iterdir())
    except OSError:
        return []
    return [(_decoded(link.name), str(link.resolve()), link) for link in links]


def _device(root: Path, device: str) -> str:
    return str((root / device.lstrip("/")).resolve())


def _decoded(name: str) -> str:
    """A label, of the name that udev gives its link: what cannot stand in a name is \\xNN."""
    text = _HEX.sub(lambda code: chr(int(code[1], 16)), name)
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _macos(root: Path) -> tuple[Drive, ...]:
    """A second drive of one label is called "LABEL 1" there; the system's own is a link."""
    try:
        folders = sorted(path for path in (root / "Volumes").iterdir() if not path.is_symlink())
    except OSError:
        return ()
    return tuple(Drive(path, re.sub(r" \d+$", "", path.name)) for path in folders)


def _windows() -> tuple[Drive, ...]:
    if sys.platform != "win32":
        raise ValueError("only Windows knows its drives")
    import ctypes

    removable, fail_silently, label_characters = 2, 1, 261
    kernel32 = ctypes.WinDLL("kernel32")
    before = kernel32.SetErrorMode(fail_silently)  # else it asks for a disk in a window
    found = []
    try:
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            root = f"{letter}:\\"
            text = ctypes.create_unicode_buffer(label_characters)
            if kernel32.GetDriveTypeW(root) == removable and kernel32.GetVolumeInformationW(
                root, text, label_characters, None, None, None, None, 0
            ):
                found.append(Drive(Path(root), text.value))
    finally:
        kernel32.SetErrorMode(before)
    return tuple(found)
