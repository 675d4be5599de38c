"""Byte streams to a running target. Framing, checksums and retries sit on top."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

from tinyedge.errors import PortError

from .opening import explain_opening, present_ports

_TCP = "socket"
_CHUNK = 65_536
_CONNECT_TIMEOUT_S = 10.0
# What a line does not take in this time is lost, as on one without flow control: the conversation
# repeats it, and must not hang on a device that never reads.
_WRITE_TIMEOUT_S = 1.0
_REPLUG = "plug it in again, or reset the board, and run the command again"


class Link(Protocol):
    """A byte stream to a running target. Bytes may get lost or hurt on the way.

    port: what the user called it.
    """

    @property
    def port(self) -> str: ...

    def read(self, timeout_s: float) -> bytes:
        """What has come, as soon as anything has; b"" after ``timeout_s`` seconds of silence.

        Raises:
            PortError: the port vanished.
        """

    def write(self, data: bytes) -> None:
        """Send, or lose what the line does not take.

        Raises:
            PortError: the port vanished.
        """

    def close(self) -> None:
        """Let the port go; may be called again."""


def open_serial(url: str, *, baud: int = 115_200) -> Link:
    """The port of that name or pyserial URL, for us alone where the system can ensure it.

    Raises:
        PortError: it is not there, not ours to open, in use, or no serial port.
    """
    if urlsplit(url).scheme == _TCP:
        return TcpLink(url)
    import serial

    try:
        port = serial.serial_for_url(
            url, baudrate=baud, timeout=1.0, write_timeout=_WRITE_TIMEOUT_S, exclusive=True
        )
    except (OSError, ValueError) as error:
        raise explain_opening(url, error, present=present_ports()) from error
    return SerialLink(url, port)


class SerialLink:
    """Anything pyserial opens."""

    def __init__(self, url: str, port: Any) -> None:
        self.port = url
        self._serial = port
        try:
            self._file: int | None = port.fileno()
        except (OSError, AttributeError):  # Windows, rfc2217://, loop://
            self._file = None

    def read(self, timeout_s: float) -> bytes:
        try:
            if self._file is None:
                self._serial.timeout = timeout_s
                first: bytes = self._serial.read(1)
                return first + bytes(self._serial.read(self._serial.in_waiting)) if first else b""
            # pyserial's own timeout costs a reconfiguration of the port at each change.
            if not select.select([self._file], [], [], timeout_s)[0]:
                return b""
            return bytes(self._serial.read(max(1, self._serial.in_waiting)))
        except OSError as error:
            raise PortError(self.port, "the port vanished", _REPLUG) from error

    def write(self, data: bytes) -> None:
        from serial import SerialTimeoutException

        try:
            self._serial.write(data)
        except SerialTimeoutException:
            return
        except OSError as error:
            raise PortError(self.port, "the port vanished", _REPLUG) from error

    def close(self) -> None:
        self._serial.close()


class TcpLink:
    """``socket://host:port``; pyserial's own reads it byte by byte."""

    def __init__(self, url: str) -> None:
        self.port = url
        try:
            where = urlsplit(url)
            if not where.hostname or where.port is None:
                raise ValueError("no host and port in it")
            address = (where.hostname, where.port)
            self._socket = socket.create_connection(address, _CONNECT_TIMEOUT_S)
        except (OSError, ValueError) as error:
            raise explain_opening(url, error, present=()) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(_WRITE_TIMEOUT_S)

    def read(self, timeout_s: float) -> bytes:
        try:
            if not select.select([self._socket], [], [], timeout_s)[0]:
                return b""
            data = self._socket.recv(_CHUNK)
        except OSError as error:
            raise PortError(self.port, "the connection broke", _REPLUG) from error
        if not data:
            raise PortError(self.port, "the other end closed the connection", _REPLUG)
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except TimeoutError:
            return
        except OSError as error:
            raise PortError(self.port, "the connection broke", _REPLUG) from error

    def close(self) -> None:
        self._socket.close()


class Recorded:
    """A link whose conversation is kept in a text file: seconds, who, bytes in hexadecimal."""

    def __init__(self, link: Link, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.port = link.port
        self._link = link
        self._began = time.monotonic()
        self._file: IO[str] = log.open("w", encoding="ascii")

    def read(self, timeout_s: float) -> bytes:
        data = self._link.read(timeout_s)
        if data:
            self._note("board", data)
        return data

    def write(self, data: bytes) -> None:
        self._note("host ", data)
        self._link.write(data)

    def close(self) -> None:
        self._link.close()
        self._file.close()

    def _note(self, who: str, data: bytes) -> None:
        self._file.write(f"{time.monotonic() - self._began:10.4f} {who} {data.hex(' ')}\n")
        self._file.flush()


class Scripted:
    """A device that follows a script, for tests; its time passes only while someone listens.

    answer: is given each piece of bytes that is sent, and gives the pieces that come back.
    """

    def __init__(self, answer: Callable[[bytes], Iterable[bytes]], *, port: str = "script") -> None:
        self.port = port
        self.sent: list[bytes] = []
        self.closed = False
        self.now_s = 0.0
        self._answer = answer
        self._coming: list[bytes] = []

    def read(self, timeout_s: float) -> bytes:
        if self._coming:
            return self._coming.pop(0)
        self.now_s += timeout_s
        return b""

    def write(self, data: bytes) -> None:
        self.sent.append(data)
        self._coming += [piece for piece in self._answer(data) if piece]

    def close(self) -> None:
        self.closed = True

    def clock(self) -> float:
        """Seconds of this device's time."""
        return self.now_s
