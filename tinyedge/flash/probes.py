"""What the flashers that go through a debug probe share: which probes are there, what failed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tinyedge.errors import FlashError, ToolFailed
from tinyedge.link.ports import PortInfo
from tinyedge.pack.pack import write_files
from tinyedge.pack.types import FlashFile
from tinyedge.paths import cache_dir

from .types import Job

CONNECT = "connect the board's debug probe with a USB cable that carries data"
# USB serial numbers that may stand in a command of OpenOCD's or pyOCD's.
_SERIAL_NUMBER = re.compile(r"[0-9A-Za-z]{6,64}")


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A device on USB. usb_id: vendor and product, "0483:374b". product: what it calls itself."""

    usb_id: str
    product: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What a tool says when it fails, and what that means to the one who reads it.

    pattern: of a line of its output. problem: with {0} for what the first group matched.
    """

    pattern: str
    problem: str
    remedy: str


def usb_devices(
    root: Path = Path("/"), platform: str = sys.platform
) -> tuple[UsbDevice, ...] | None:
    """The devices on USB, in order of their place; None where the system does not list them in
    files.

    Args:
        root: the folder in which /sys is looked for. platform: as ``sys.platform``.
    """
    if not platform.startswith("linux"):
        return None
    found = []
    for folder in sorted((root / "sys" / "bus" / "usb" / "devices").glob("*")):
        vendor, product = _read(folder / "idVendor"), _read(folder / "idProduct")
        if vendor and product:
            found.append(UsbDevice(f"{vendor}:{product}", _read(folder / "product")))
    return tuple(found)


def firmware(job: Job) -> FlashFile:
    """The one file that a probe writes, without a name or an address of its own."""
    (file,) = (file for file in job.files if file.name.endswith(".bin"))
    return file


def flash_folder(job: Job) -> Path:
    """Where the file lies while a tool reads it; the tool runs there, and takes its bare name, so
    that no letter in the path can be mistaken for a part of a command."""
    return cache_dir("flash") / job.board.id


def put_firmware(job: Job) -> None:
    """Write the file into ``flash_folder``."""
    folder = flash_folder(job)
    folder.mkdir(parents=True, exist_ok=True)
    write_files((firmware(job),), folder)


def log_of(job: Job, tool: str) -> Path:
    """The file that keeps what a tool said."""
    return cache_dir("log") / f"flash-{job.board.id}-{tool}.log"


def serial_number_at(job: Job, ports: Callable[[], Sequence[PortInfo]]) -> str | None:
    """The USB serial number of the probe that the board's serial port belongs to, if it is known.

    Only if the port's USB id is the board's: an adapter beside the probe has a number of its own.
    """
    for port in ports():
        if port.url == job.port and port.usb_id in job.board.link.usb:
            number = port.serial_number or ""
            return number if _SERIAL_NUMBER.fullmatch(number) else None
    return None


def explain(job: Job, error: ToolFailed, sayings: Sequence[Saying]) -> FlashError | ToolFailed:
    """What a failed tool meant, by the first of the sayings that is in its log; else the error."""
    try:
        said = error.log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return error
    # The first line is the call, which holds names of the user's.
    _, _, said = said.partition("\n")
    for saying in sayings:
        if found := re.search(saying.pattern, said):
            problem = saying.problem.format(*(found.groups() or ("",)))
            return FlashError(job.board.id, problem, saying.remedy)
    return error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
