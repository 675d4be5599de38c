"""An emulator in a process of its own, whose first line of output is the URL of its serial port.

It runs until its standard input ends, or until the firmware stops; then a second line says why,
unless that was an orderly halt.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tinyedge.errors import FirmwareStopped, ToolFailed
from tinyedge.link.text import visible
from tinyedge.tools import kill, module_argv, start_process

from .running import Running

_START_TIMEOUT_S = 120.0
_STOP_TIMEOUT_S = 5.0
_LONGEST_LINE_BYTES = 4096


def start_child(
    module: str, arguments: Sequence[str], *, board: str, tool: str, log: Path
) -> Running:
    """Start such an emulator for the board of that id; its errors go to ``log``.

    module: of this package, which is run. tool: what errors call it.

    The ``stop`` of what it gives raises FirmwareStopped if the firmware faulted or halted by
    itself, so that a broken conversation ends with the reason.

    Raises:
        ToolFailed: the emulator did not start.
    """
    command, variables = module_argv(module)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        process = start_process(
            [*command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            variables=variables,
        )
    assert process.stdin is not None and process.stdout is not None
    stdin, stdout = process.stdin, process.stdout
    url = _first_line(process, stdout)
    if not url:
        _end(process, stdin, stdout)
        raise _crashed(tool, process.returncode, log)

    def stop() -> None:
        if stdout.closed:
            return
        why, status = _end(process, stdin, stdout)
        if why:
            raise FirmwareStopped(board, why)
        if status != 0:
            raise _crashed(tool, status, log)

    return Running(url, "emulator", stop, process.wait)


def _crashed(tool: str, status: int, log: Path) -> ToolFailed:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
    if status < 0:
        lines.append(f"killed by signal {-status}")
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
        # It may quote what the firmware said.
        return visible(stdout.readline(_LONGEST_LINE_BYTES).strip()), status
