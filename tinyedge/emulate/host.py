"""Run a firmware as a program of this machine; its standard streams are the serial line."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from tinyedge.errors import FirmwareStopped
from tinyedge.image import Image
from tinyedge.link.text import visible
from tinyedge.tools import kill, start_process

from .running import Running
from .serial_end import Kind, SocketEnd, default_kind, open_pty

_STOP_TIMEOUT_S = 1.0
_POLL_S = 0.05
_CHUNK = 65_536
_LAST_BYTES = 4096


def start_host(image: Image, *, log: Path, kind: Kind | None = None) -> Running:
    """Start an image for the board ``host``; what it says on standard error goes to ``log``.

    The ``stop`` of what it gives raises FirmwareStopped if the program ended by itself, so that a
    broken conversation ends with the reason.

    Args:
        kind: of the serial line; by default what the system has.

    Raises:
        ToolMissing: the image cannot be run here.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    on_socket = (kind or default_kind()) == "socket"
    return _start_on_socket(image, log) if on_socket else _start_on_pty(image, log)


def _start_on_pty(image: Image, log: Path) -> Running:
    device, host, url = open_pty()
    try:
        with log.open("wb") as errors:
            process = start_process([str(image.elf)], stdin=device, stdout=device, stderr=errors)
    except BaseException:
        os.close(host)
        raise
    finally:
        os.close(device)  # the program's alone: when it ends, the port vanishes
    # Hosts may come and go while we hold the other end; without it the program's stream ends.
    return _running(url, image, process, log, hang_up=lambda: os.close(host))


def _start_on_socket(image: Image, log: Path) -> Running:
    end = SocketEnd()
    try:
        with log.open("wb") as errors:
            process = start_process(
                [str(image.elf)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
    except BaseException:
        end.close()
        raise
    url = end.url
    bridge = _Bridge(process, end)
    return _running(url, image, process, log, hang_up=bridge.hang_up, finish=bridge.finish)


def _running(
    url: str,
    image: Image,
    process: subprocess.Popen[bytes],
    log: Path,
    *,
    hang_up: Callable[[], None],
    finish: Callable[[], None] = lambda: None,
) -> Running:
    """hang_up: ends the program's stream, and so the program. finish: is called after its end."""
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if stopped:
            return
        stopped = True
        hang_up()
        try:
            status = process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:  # in the middle of a long run: it does not listen
            kill(process)
            status = 0
        finish()
        if status != 0:
            raise FirmwareStopped(image.board, _why(status, log))

    return Running(url, "host", stop, process.wait)


def _why(status: int, log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _LAST_BYTES))
        said = file.read().split(b"\n")
    lines = [visible(line.strip()) for line in said if line.strip()]
    how = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
    return f"{how}; {lines[-1]}; everything it said: {log}" if lines else how


class _Bridge:
    """Passes bytes between a program's pipes and a socket until either ends."""

    def __init__(self, process: subprocess.Popen[bytes], end: SocketEnd) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._stdin, self._stdout, self._end = process.stdin, process.stdout, end
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=pump, daemon=True) for pump in (self._inward, self._outward)
        ]
        for thread in self._threads:
            thread.start()

    def hang_up(self) -> None:
        """End the program's stream."""
        self._over.set()

    def finish(self) -> None:
        """Clean up; the program has ended."""
        for thread in self._threads:
            thread.join()
        self._stdout.close()

    def _inward(self) -> None:
        with suppress(BrokenPipeError), closing(self._end), self._stdin:
            while not self._over.is_set():
                self._stdin.write(self._end.read(_POLL_S))
                self._stdin.flush()

    def _outward(self) -> None:
        while data := os.read(self._stdout.fileno(), _CHUNK):
            self._end.write(data)
        self._over.set()
