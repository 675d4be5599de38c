"""Byte streams to a running target. Framing, checksums and retries sit on top."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

from tinyedge.errors import PortError

from .holders import holders, lock_holders
from .opening import LOST, explain_opening, hung_up, present_ports, vanished

_TCP = "socket"
_RFC2217 = "rfc2217"
_CHUNK = 65_536
_CONNECT_TIMEOUT_S = 10.0
# What a line does not take in this time is lost, as on one without flow control: the conversation
# repeats it, and must not hang on a device that never reads.
_WRITE_TIMEOUT_S = 1.0
# Ports that cannot be waited for with select are asked this often.
_TICK_S = 0.05


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


def open_serial(url: str, *, baud: int = 115_200, make: Callable[..., Any] | None = None) -> Link:
    """The port of that name or pyserial URL, for us alone where the system can ensure it.

    Both control lines, DTR and RTS, are asserted at opening and never touched again, because:

    - the system asserts both whenever a port is opened, so nothing changes after that;
    - the auto-reset circuit of Espressif's boards does nothing while both are equal: RTS alone
      holds the chip in reset, DTR alone pulls its boot mode pin (esptool's documentation, "Boot
      Mode Selection", Automatic Bootloader; the USB-Serial-JTAG of an ESP32-S3 and -C3 takes the
      two bits likewise: their reference manuals, chapter USB Serial/JTAG). Releasing both would
      pass through one of these states, since they change one after the other;
    - firmware with a USB port of its own may wait for DTR before it says anything (USB CDC PSTN
      1.2, 6.3.12: "DTE is present").

    A server of RFC 2217 has opened the port already, and may take a line that is set, even to what
    it is, for the beginning of a reset, as Espressif's does: there they are left alone.

    Args:
        make: makes the port of pyserial; by default ``serial.serial_for_url``.

    Raises:
        PortError: it is not there, not ours to open, in use, or no serial port.
    """
    scheme = urlsplit(url).scheme
    if scheme == _TCP:
        return TcpLink(url)
    import serial

    try:
        port = (make or serial.serial_for_url)(
            url,
            do_not_open=True,
            baudrate=baud,
            timeout=_TICK_S,
            # pyserial's RFC 2217 takes no limit; the connection has one of its own.
            write_timeout=None if scheme == _RFC2217 else _WRITE_TIMEOUT_S,
            exclusive=True,
        )
        if scheme == _RFC2217:
            # pyserial has no setting for this; it would send both at opening.
            port._update_dtr_state = port._update_rts_state = _leave_alone
        else:
            port.dtr = port.rts = True
        port.open()
    except (*LOST, ValueError) as error:
        held_by = lock_holders(url) or holders(url)
        present = present_ports()
        raise explain_opening(url, error, present=present, held_by=held_by) from error
    return SerialLink(url, port)


def _leave_alone() -> None:
    """Do nothing to a control line."""


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
                return self._read_in_ticks(time.monotonic() + timeout_s)
            # pyserial's own timeout costs a reconfiguration of the port at each change.
            if not select.select([self._file], [], [], timeout_s)[0]:
                return b""
            return bytes(self._serial.read(max(1, self._serial.in_waiting)))
        except LOST as error:
            raise self._lost() from error

    def write(self, data: bytes) -> None:
        from serial import SerialTimeoutException

        try:
            self._serial.write(data)
        except SerialTimeoutException:
            return
        except LOST as error:
            raise self._lost() from error

    def close(self) -> None:
        # Of what a board never reads, the system would wait half a minute to get rid.
        with suppress(*LOST):
            if self._serial.is_open:
                self._serial.reset_output_buffer()
        connection = getattr(self._serial, "_socket", None)
        self._serial.close()
        if connection is not None:  # pyserial forgets it where the other end hung up first
            connection.close()

    def _read_in_ticks(self, deadline: float) -> bytes:
        while True:
            first = bytes(self._serial.read(1))
            if first or time.monotonic() >= deadline:
                return first + bytes(self._serial.read(self._serial.in_waiting)) if first else b""

    def _lost(self) -> PortError:
        remote = urlsplit(self.port).scheme == _RFC2217
        return hung_up(self.port, "the connection broke") if remote else vanished(self.port)


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
            raise hung_up(self.port, "the connection broke") from error
        if not data:
            raise hung_up(self.port, "the other end closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except TimeoutError:
            return
        except OSError as error:
            raise hung_up(self.port, "the connection broke") from error

    def close(self) -> None:
        self._socket.close()


class Recorded:
    """A link whose conversation is kept in a text file: seconds, who, bytes in hexadecimal."""

    def __init__(self, link: Link, log: Path, *, append: bool = False) -> None:
        """append: behind what the file holds already, after a line with the date and the port."""
        log.parent.mkdir(parents=True, exist_ok=True)
        self.port = link.port
        self._link = link
        self._began = time.monotonic()
        self._file: IO[str] = log.open("a" if append else "w", encoding="ascii")
        if append:
            today = datetime.now().astimezone().isoformat(timespec="seconds")
            self._file.write(f"# {today} {link.port!a}\n")

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
