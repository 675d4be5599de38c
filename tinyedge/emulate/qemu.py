"""Run a firmware in QEMU, which emulates a whole board."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path
from typing import IO

from tinyedge.boards import Board
from tinyedge.errors import FirmwareStopped, ToolFailed
from tinyedge.image import Image
from tinyedge.tools import find_tool, kill, module_argv, start_process

from .running import Running

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 5.0
_MODULE = "tinyedge.emulate.qemu_guard"


def start_qemu(image: Image, board: Board, *, log: Path) -> Running:
    """Start an image in the emulator; its errors go to ``log``.

    The ``stop`` of what it gives raises FirmwareStopped if the firmware faulted or halted by
    itself, so that a broken conversation ends with the reason.

    Raises:
        ToolMissing: QEMU is not installed.
        ToolFailed: it did not start.
    """
    assert board.qemu is not None, "boards/read.py: emulator = 'qemu' and [qemu] go together"
    tool = board.qemu.program
    call = argv(image, board, program=find_tool(tool), log=log)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        process = start_process(
            call,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            variables=module_argv(_MODULE)[1],
        )
    assert process.stdin is not None and process.stdout is not None
    stdin, stdout = process.stdin, process.stdout
    url = _first_line(process, stdout)
    if not url.startswith("socket://"):
        _end(process, stdin, stdout)
        raise _crashed(tool, process.returncode, log)

    def stop() -> None:
        if stdout.closed:
            return
        why, status = _end(process, stdin, stdout)
        if why:
            raise FirmwareStopped(board.id, why)
        if status != 0:
            raise _crashed(tool, status, log)

    return Running(url, "emulator", stop, process.wait)


def argv(image: Image, board: Board, *, program: str, log: Path) -> list[str]:
    """The call of the guard, and in it that of QEMU."""
    assert board.qemu is not None
    return [
        *module_argv(_MODULE)[0],
        *("--said", str(log.with_name(f"{log.name}.serial")), "--"),
        *(program, "-M", board.qemu.machine, *board.qemu.options),
        *("-nodefaults", "-no-user-config", "-display", "none", "-kernel", str(image.elf)),
    ]


def _crashed(tool: str, status: int, log: Path) -> ToolFailed:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
    return ToolFailed(tool, status, lines, log)


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
