"""The device's end of a serial line, whose other end the host opens with pyserial."""

from __future__ import annotations

import os
import select
import socket
import sys
from typing import Literal, Protocol

Kind = Literal["pty", "socket"]

_CHUNK = 65536


class SerialEnd(Protocol):
    """Where an emulated device reads and writes. Bytes pass unchanged, in order, both ways.

    url: what the host gives to pyserial: a path, or ``socket://...``.
    """

    @property
    def url(self) -> str: ...

    def read(self, timeout_s: float | None = 0.0) -> bytes:
        """What has come from the host, b"" if nothing.

        Waits up to ``timeout_s`` seconds for the first byte; 0: not at all; None: for ever, or
        until a host hangs up.
        """

    def write(self, data: bytes) -> None:
        """Send everything; waits while the line is full, as a slow host would make it."""

    def close(self) -> None:
        """Hang up: the host sees the port vanish."""


def default_kind() -> Kind:
    """A pseudo terminal where the system has them, else a TCP port."""
    return "socket" if sys.platform == "win32" else "pty"


def open_serial_end(kind: Kind | None = None) -> SerialEnd:
    """A new line, of the default kind or the one given."""
    return SocketEnd() if (kind or default_kind()) == "socket" else PtyEnd()


def open_pty(*, blocking: bool = True) -> tuple[int, int, str]:
    """(file of the device's end, file of the host's end, path of the host's end), in raw mode.

    blocking: whether the device waits for bytes, and for room.
    Something must keep the host's end open until the host has it, or the device hears the end of
    the stream.
    """
    if sys.platform == "win32":
        raise ValueError("Windows has no pseudo terminals")
    import tty

    device, host = os.openpty()
    try:
        tty.setraw(host)
        os.set_blocking(device, blocking)
        return device, host, os.ttyname(host)
    except BaseException:
        os.close(device)
        os.close(host)
        raise


class PtyEnd:
    """A pseudo terminal. Holds both ends, so that hosts may come and go."""

    def __init__(self) -> None:
        self._device, self._host, self.url = open_pty(blocking=False)

    def read(self, timeout_s: float | None = 0.0) -> bytes:
        if timeout_s != 0.0:
            select.select([self._device], [], [], timeout_s)
        try:
            return os.read(self._device, _CHUNK)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            try:
                left = left[os.write(self._device, left) :]
            except BlockingIOError:
                select.select([], [self._device], [])

    def close(self) -> None:
        if self._device >= 0:
            os.close(self._device)
            os.close(self._host)
            self._device = self._host = -1


class SocketEnd:
    """A TCP port of the loopback interface; one host at a time, the next may come after it.

    What is written while no host is there is lost, as on a line that is not plugged in. One thread
    may read while another writes.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._host: socket.socket | None = None  # set by the reader alone

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def read(self, timeout_s: float | None = 0.0) -> bytes:
        if self._host is None:
            if not select.select([self._listener], [], [], timeout_s)[0]:
                return b""
            self._host = self._listener.accept()[0]
            self._host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not select.select([self._host], [], [], timeout_s)[0]:
            return b""
        try:
            data = self._host.recv(_CHUNK)
        except ConnectionError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> None:
        host = self._host
        if host is None:
            return
        try:
            host.sendall(data)
        except OSError:  # the host went away: the reader will hear of it
            return

    def close(self) -> None:
        self._hang_up()
        self._listener.close()

    def _hang_up(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None
