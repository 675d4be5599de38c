"""Run a firmware on a simulated board: Unicorn, in a process of its own."""

from __future__ import annotations

import importlib.util
import subprocess
import threading
from pathlib import Path
from typing import IO

from tinyedge.boards import Board
from tinyedge.errors import FirmwareStopped, MissingExtra, ToolFailed
from tinyedge.image import Image
from tinyedge.tools import kill, module_argv, start_process

from .running import Running

_START_TIMEOUT_S = 120.0
_STOP_TIMEOUT_S = 5.0
_MODULE = "tinyedge.emulate.unicorn"


def start_simulated(image: Image, board: Board, *, log: Path) -> Running:
    """Start an image in the emulator; its errors go to ``log``.

    The ``stop`` of what it gives raises FirmwareStopped if the firmware faulted or halted by
    itself, so that a broken conversation ends with the reason.

    Raises:
        MissingExtra: unicorn is not installed.
        ToolFailed: the emulator did not start.
    """
    if importlib.util.find_spec("unicorn") is None:
        raise MissingExtra("unicorn", "sim", "an emulated board")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        process = start_process(
            argv(image, board),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            variables=module_argv(_MODULE)[1],
        )
    assert process.stdin is not None and process.stdout is not None
    stdin, stdout = process.stdin, process.stdout
    url = _first_line(process, stdout)
    if not url:
        _end(process, stdin, stdout)
        raise _crashed(process.returncode, log)

    def stop() -> None:
        if stdout.closed:
            return
        why, status = _end(process, stdin, stdout)
        if why:
            raise FirmwareStopped(board.id, why)
        if status != 0:
            raise _crashed(status, log)

    return Running(url, "emulator", stop, process.wait)


def argv(image: Image, board: Board) -> list[str]:
    """The call of the emulator."""
    memory = board.memory
    assert memory is not None, "boards.py: only 'host' has no memory"
    return [
        *module_argv(_MODULE)[0],
        *("--core", board.core, "--elf", str(image.elf)),
        *("--flash", f"{memory.flash.origin:#x}:{memory.flash.bytes}"),
        *("--ram", f"{memory.ram.origin:#x}:{memory.ram.bytes}"),
    ]


def _crashed(status: int, log: Path) -> ToolFailed:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
    if status < 0:
        lines.append(f"killed by signal {-status}")
    return ToolFailed("the emulator", status, lines, log)


def _first_line(process: subprocess.Popen[bytes], stdout: IO[bytes]) -> str:
    """The emulator's first line; empty if it ended, or was ended for taking too long."""
    limit = threading.Timer(_START_TIMEOUT_S, kill, [process])
    limit.start()
    try:
        return stdout.readline().decode().strip()
    finally:
        limit.cancel()


def _end(process: subprocess.Popen[bytes], stdin: IO[bytes], stdout: IO[bytes]) -> tuple[str, int]:
    """End the emulator.

    Returns its second line, which says why the firmware stopped, or nothing; and its exit status,
    0 where it had to be killed.
    """
    stdin.close()
    try:
        status = process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        kill(process)
        status = 0
    with stdout:
        return stdout.readline().decode(errors="replace").strip(), status
