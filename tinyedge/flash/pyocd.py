"""Flash through a debug probe with pyOCD, by its command line."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinyedge.boards import PyocdFlasher
from tinyedge.errors import FlashError, ToolFailed, ToolMissing, ToolTimeout
from tinyedge.events import Listener, Started
from tinyedge.link.ports import PortInfo, list_ports
from tinyedge.tools import find_tool, run_tool, variable

from .probes import (
    CONNECT,
    Saying,
    explain,
    firmware,
    flash_folder,
    log_of,
    put_firmware,
    serial_number_at,
)
from .types import Job, Missing, Step, Way

_TOOL = "pyocd"
# Names of logs.
_LOAD, _COMPARE = "pyocd-load", "pyocd-compare"
_LOOK_TIMEOUT_S = 60.0
_FLASH_TIMEOUT_S = 300.0

SAYINGS = (
    Saying(
        r"No connected debug probes|No target device available",
        "pyOCD finds no debug probe",
        CONNECT,
    ),
    Saying(
        r"Access denied|[Ii]nsufficient permissions|LIBUSB_ERROR_ACCESS|Errno 13",
        "the debug probe may not be opened by this account",
        "install pyOCD's rules for udev (pyocd.io/docs/installing), and plug the probe in again",
    ),
    Saying(
        r"Target type (\S+) not recognized",
        "pyOCD does not know the chip {0}",
        "run: pyocd pack update, then pyocd pack install with that name",
    ),
    Saying(
        r"APPROTECT enabled|[Tt]arget is locked|device is locked",
        "the chip is locked (APPROTECT)",
        "unlocking it erases all of its flash, a boot loader included: pyocd erase --mass -t with "
        "its target's name",
    ),
    Saying(
        r"[Nn]o ACK|Unable to connect|DP initiali[sz]ation failed|STLink error \(9\)",
        "the debug probe works, but no chip answers it",
        "check that the board has power and that the probe's wires are right",
    ),
    Saying(
        r"no flash memory|not within flash|[Ff]lash (?:erase|program|init).* fail",
        "the flash could not be written",
        "check that --board names the chip that is connected, and flash it again",
    ),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A debug probe that pyOCD sees. uid: its USB serial number. target: of the board it is on."""

    uid: str
    description: str
    target: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the board: what a test replaces.

    find: the command that runs pyOCD, or raises ToolMissing. ask: its JSON answer to arguments.
    """

    find: Callable[[], Sequence[str]]
    ask: Callable[[Job, Sequence[str], str], Any]
    ports: Callable[[], Sequence[PortInfo]]


def find_pyocd() -> tuple[str, ...]:
    """The pyOCD beside this package, else the one that TINYEDGE_PYOCD names or on PATH.

    Raises:
        ToolMissing: there is none.
    """
    if variable(_TOOL) not in os.environ and importlib.util.find_spec(_TOOL) is not None:
        return (sys.executable, "-m", _TOOL)
    return (find_tool(_TOOL),)


def _ask(job: Job, command: Sequence[str], what: str) -> Any:
    said = run_tool(
        [*command, "json", f"--{what}"],
        cwd=_existing_folder(job),
        log=log_of(job, f"pyocd-{what}"),
        timeout_s=_LOOK_TIMEOUT_S,
    )
    return json.loads(said[said.index("{") : said.rindex("}") + 1])


REAL = Surroundings(find_pyocd, _ask, list_ports)


def prepare(job: Job, flasher: PyocdFlasher, *, around: Surroundings = REAL) -> Way:
    """The way to flash a board like this."""
    command: Sequence[str] = (_TOOL,)
    missing, probe = None, None
    try:
        command = around.find()
        missing, probe = _look(job, flasher, command, around)
    except ToolMissing as error:
        missing = Missing(f"{error.tool} was not found", error.remedy)
    calls = argvs(job, flasher, command, uid=probe.uid if probe else "<probe>")
    return Way(
        flasher="pyocd",
        steps=_steps(job, calls),
        missing=missing,
        act=lambda listen: _flash(job, calls, listen),
    )


def argvs(
    job: Job, flasher: PyocdFlasher, command: Sequence[str], *, uid: str
) -> tuple[list[str], list[str]]:
    """The calls that write, and that compare and reset; to be made in ``flash_folder``.

    pyOCD does not read back what it writes unless it is told to. Left to itself it would erase all
    of a locked chip.
    """
    file = firmware(job)
    probe = ["-W", "-u", uid, "-t", flasher.target, "-O", "auto_unlock=false"]
    address = f"{file.address:#010x}"
    return (
        [*command, "load", *probe, "--no-reset", "--format", "bin", "-a", address, file.name],
        [*command, "commander", *probe, "-c", f"compare {address} {file.name}", "-c", "reset"],
    )


def matched(said: str, count: int) -> bool:
    """Whether pyOCD's ``compare`` found ``count`` bytes equal; its exit status does not say."""
    return f"All {count} bytes match" in said


def _look(
    job: Job, flasher: PyocdFlasher, command: Sequence[str], around: Surroundings
) -> tuple[Missing | None, Probe | None]:
    try:
        probes = tuple(_probe(entry) for entry in around.ask(job, command, "probes")["boards"])
        known = {entry["name"] for entry in around.ask(job, command, "targets")["targets"]}
    except (ToolFailed, ToolTimeout, ValueError, KeyError, TypeError) as error:
        said = str(error) if isinstance(error, (ToolFailed, ToolTimeout)) else repr(error)
        return Missing(f"pyOCD does not work ({said})", "install it again: pip install pyocd"), None
    missing, probe = choose(probes, flasher.target, serial_number_at(job, around.ports))
    if probe is not None and flasher.target not in known:
        missing = Missing(
            f"pyOCD does not know the chip {flasher.target} yet",
            f"run: pyocd pack install {flasher.target}",
        )
    return missing, probe


def choose(
    probes: Sequence[Probe], target: str, serial_number: str | None
) -> tuple[Missing | None, Probe | None]:
    """The one probe: that of the board's serial port, else the one on a board of this chip, else
    the only one; or why it cannot be told."""
    if not probes:
        return Missing("pyOCD finds no debug probe", CONNECT), None
    for narrowed in (
        [probe for probe in probes if serial_number and probe.uid == serial_number],
        [probe for probe in probes if probe.target and probe.target == target],
        list(probes),
    ):
        if len(narrowed) == 1:
            return None, narrowed[0]
    listed = ", ".join(f"{probe.description} ({probe.uid})" for probe in probes)
    problem = f"{len(probes)} debug probes are connected: {listed}"
    return Missing(problem, "unplug all but the one on the board"), None


def _probe(entry: dict[str, Any]) -> Probe:
    return Probe(
        uid=str(entry["unique_id"]),
        description=str(entry.get("info") or entry.get("product_name") or "debug probe"),
        target=str(entry.get("target") or ""),
    )


def _steps(job: Job, calls: tuple[list[str], list[str]]) -> tuple[Step, ...]:
    file, folder = firmware(job), flash_folder(job)
    write, compare = calls
    return (
        Step(f"put {file.name}, {len(file.data):,} B, into {folder}, and there:"),
        Step(f"write it to {file.address:#010x}", tuple(write)),
        Step("read it back and compare, reset the chip", tuple(compare)),
    )


def _flash(job: Job, calls: tuple[list[str], list[str]], listen: Listener) -> None:
    put_firmware(job)
    count = len(firmware(job).data)
    write, compare = calls
    listen(Started("flash", f"pyOCD writes {count:,} B"))
    _run(job, write, _LOAD)
    listen(Started("flash", "pyOCD reads it back"))
    if not matched(_run(job, compare, _COMPARE), count):
        raise FlashError(
            job.board.id,
            f"the flash does not hold what pyOCD wrote; what it said: {log_of(job, _COMPARE)}",
            "flash it again; if that does not help, its flash is worn or its supply is weak",
        )


def _run(job: Job, call: list[str], name: str) -> str:
    try:
        return run_tool(
            call, cwd=flash_folder(job), log=log_of(job, name), timeout_s=_FLASH_TIMEOUT_S
        )
    except ToolFailed as error:
        raise explain(job, error, SAYINGS) from error


def _existing_folder(job: Job) -> Path:
    folder = flash_folder(job)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
