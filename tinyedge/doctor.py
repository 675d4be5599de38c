"""What is installed on this machine, and what each missing piece would add."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata

from tinyedge.errors import ToolMissing
from tinyedge.tools import find_tool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for.

    required: without it the default route (convert an int8 file, build with zig) cannot run.
    version: of what was found; a path for programs; empty if it is not there.
    adds: what it is for. remedy: how to get it.
    """

    name: str
    required: bool
    present: bool
    version: str
    adds: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Package:
    name: str
    adds: str
    extra: str | None = None


_PACKAGES = (
    _Package("ziglang", "the default C compiler, for every board"),
    _Package("numpy", "the reference"),
    _Package("tflite", "reading models"),
    _Package("jinja2", "firmware templates"),
    _Package("pyserial", "the serial link"),
    _Package("esptool", "flashing Espressif boards"),
    _Package("unicorn", "emulated boards (GPL-2.0, run as a process of its own)", "sim"),
    _Package("tflite-micro", "comparison with TensorFlow Lite Micro itself", "verify"),
    _Package("tensorflow", "conversion of Keras models and SavedModels", "keras"),
)

# Either distribution brings the module `tensorflow`.
_SAME = {"tensorflow": ("tensorflow", "tensorflow-cpu")}

_PROGRAMS = (
    ("gcc", "--compiler gcc for the board `host`"),
    ("arm-none-eabi-gcc", "--compiler gcc for Cortex-M boards"),
    ("riscv64-unknown-elf-gcc", "--compiler gcc for RISC-V boards"),
)


def examine() -> tuple[Finding, ...]:
    """Look for everything that some command uses; starts no program and opens no port."""
    return (
        _python(),
        *(_package(package) for package in _PACKAGES),
        *(_program(*program) for program in _PROGRAMS),
    )


def _python() -> Finding:
    return Finding(
        name="Python",
        required=True,
        present=sys.version_info >= (3, 10),
        version=platform.python_version(),
        adds="everything",
        remedy="install Python 3.10 or later",
    )


def _package(package: _Package) -> Finding:
    version = ""
    for name in _SAME.get(package.name, (package.name,)):
        try:
            version = version or metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    wanted = f"tinyedge[{package.extra}]" if package.extra else "tinyedge"
    return Finding(
        name=package.name,
        required=package.extra is None,
        present=bool(version),
        version=version,
        adds=package.adds,
        remedy=f"pip install '{wanted}'",
    )


def _program(name: str, adds: str) -> Finding:
    try:
        path, remedy = find_tool(name), ""
    except ToolMissing as missing:
        path, remedy = "", missing.remedy
    return Finding(name, False, bool(path), path, adds, remedy)
