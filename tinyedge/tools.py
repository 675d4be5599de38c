"""The only module that starts processes: compilers, flashers, emulators."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tinyedge.errors import ToolFailed, ToolMissing, ToolTimeout
from tinyedge.paths import cache_dir

_Stream = int | IO[bytes]

_LAST_LINES = 4
_LAST_BYTES = 4096

_QEMU_ELSEWHERE = "(macOS: brew install qemu; Windows: the installer that qemu.org leads to)"
_ESPRESSIFS_GCC = "a release of xtensa-esp-elf from github.com/espressif/crosstool-NG"
# How to get what pip does not bring. Tools not named here are looked for all the same.
_REMEDIES = {
    "zig": "pip install ziglang",
    "arm-none-eabi-gcc": (
        "apt install gcc-arm-none-eabi (macOS: brew install --cask gcc-arm-embedded; Windows: the "
        "installer of the Arm GNU Toolchain)"
    ),
    "riscv64-unknown-elf-gcc": (
        "apt install gcc-riscv64-unknown-elf (macOS: brew install riscv64-elf-gcc; Windows: in "
        "WSL), or build it with --compiler zig"
    ),
    "xtensa-lx106-elf-gcc": (
        "apt install gcc-xtensa-lx106 (Windows: in WSL; macOS: in a Debian container; for an ESP32 "
        f"or ESP32-S3, on any system: {_ESPRESSIFS_GCC})"
    ),
    "xtensa-esp32-elf-gcc": _ESPRESSIFS_GCC,
    "xtensa-esp32s3-elf-gcc": _ESPRESSIFS_GCC,
    "gcc": "apt install gcc (macOS: brew install gcc; Windows: in WSL)",
    "openocd": (
        "apt install openocd (macOS: brew install open-ocd; Windows: the xPack that openocd.org "
        "leads to)"
    ),
    "pyocd": "pip install 'tinyedge[probe]'",
    "qemu-system-arm": f"apt install qemu-system-arm {_QEMU_ELSEWHERE}",
    "qemu-system-riscv32": f"apt install qemu-system-misc {_QEMU_ELSEWHERE}",
    "qemu-system-xtensa": f"apt install qemu-system-misc {_QEMU_ELSEWHERE}",
}


def variable(tool: str) -> str:
    """The environment variable that overrides where ``tool`` is: TINYEDGE_GCC for ``gcc``."""
    return "TINYEDGE_" + tool.upper().replace("-", "_")


def find_tool(tool: str, *, bundled: Path | None = None) -> str:
    """The path of an external program: what its ``variable`` names, else ``bundled``, which came
    with a package, else the first on PATH.

    Raises:
        ToolMissing: none of them is there.
    """
    override = os.environ.get(variable(tool))
    if override:
        found = shutil.which(override)
        if found is None:
            raise ToolMissing(override, f"{variable(tool)} names it, but it cannot be run")
        return found
    if bundled is not None and bundled.is_file():
        return str(bundled)
    found = shutil.which(tool)
    if found is None:
        get = f"install it with: {_REMEDIES[tool]}, or" if tool in _REMEDIES else "install it or"
        raise ToolMissing(tool, f"{get} set {variable(tool)} to its path")
    return found


def find_zig() -> str:
    """The zig of the package ziglang, or what TINYEDGE_ZIG names.

    Raises:
        ToolMissing: neither is there.
    """
    spec = importlib.util.find_spec("ziglang")
    program = "zig.exe" if sys.platform == "win32" else "zig"
    home = Path(spec.origin).parent if spec is not None and spec.origin else None
    return find_tool("zig", bundled=home / program if home else None)


def zig_variables() -> dict[str, str]:
    """Where zig keeps what it has built: in our cache, not beside the user's files."""
    cache = str(cache_dir("zig"))
    return {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}


def run_tool(
    argv: Sequence[str],
    *,
    cwd: Path,
    log: Path,
    timeout_s: float,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Run one external tool to its end and return what it printed, errors included.

    Args:
        log: is written anew; its first line can be pasted into a shell, the output follows.
        variables: environment variables of the tool, added to ours.

    Raises:
        ToolMissing: argv[0] cannot be run.
        ToolFailed: it ended with a status other than 0.
        ToolTimeout: it took longer than ``timeout_s``; it and its children were killed.
    """
    tool = Path(argv[0]).name
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb+") as file:
        file.write(_pasteable(argv, cwd, variables or {}).encode() + b"\n")
        file.flush()
        said_from = file.tell()
        process = start_process(argv, cwd=cwd, stdout=file, stderr=file, variables=variables)
        try:
            status = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise ToolTimeout(tool, timeout_s, log) from None
        finally:
            kill(process)
        file.seek(said_from)
        said = file.read().decode("utf-8", "replace")
    if status != 0:
        lines = [line for line in said[-_LAST_BYTES:].splitlines() if line.strip()]
        raise ToolFailed(tool, status, lines[-_LAST_LINES:], log)
    return said


def start_process(
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    stdin: _Stream = subprocess.DEVNULL,
    stdout: _Stream = subprocess.DEVNULL,
    stderr: _Stream = subprocess.DEVNULL,
    variables: Mapping[str, str] | None = None,
    own_group: bool = True,
) -> subprocess.Popen[bytes]:
    """Start a program that outlives this call, such as an emulator; end it with ``kill``.

    It gets a process group of its own, so that Ctrl-C at the terminal reaches us alone and we end
    it in order. The streams are as in ``subprocess.Popen``.

    Args:
        own_group: False: it stays in ours, and whoever kills us by that kills it as well.

    Raises:
        ToolMissing: argv[0] cannot be run.
    """
    try:
        return subprocess.Popen(
            list(argv),
            cwd=cwd,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env={**os.environ, **(variables or {})},
            start_new_session=own_group,
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        if cwd is not None and not cwd.is_dir():
            raise ValueError(f"no folder {cwd} to run {argv[0]} in") from error
        raise ToolMissing(argv[0], "it is not there or cannot be run") from error


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process of ``start_process`` and all its children at once, if it has not ended."""
    if process.poll() is not None:
        return
    if sys.platform != "win32" and os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """Tell a process of ``start_process`` to end in order, as Ctrl-C does; it may take its time.

    Where the system has no such signal for one process alone, it is killed.
    """
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            process.send_signal(signal.SIGINT)


def _pasteable(argv: Sequence[str], cwd: Path, variables: Mapping[str, str]) -> str:
    assignments = [f"{name}={shlex.quote(value)}" for name, value in variables.items()]
    return " ".join([f"cd {shlex.quote(str(cwd))} &&", *assignments, shlex.join(argv)])


def module_argv(module: str) -> tuple[list[str], dict[str, str]]:
    """(argv, variables) that run a module of this very package in a process of its own.

    The child finds it wherever it was imported from, installed or not.
    """
    home = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    return [sys.executable, "-m", module], {"PYTHONPATH": paths}
