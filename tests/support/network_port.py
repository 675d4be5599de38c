"""A serial port on the network, RFC 2217, by any server's half of the protocol; on the loopback."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Callable
from typing import Any

from serial.rfc2217 import PortManager


class Uart:
    """The port that is served: the settings that a client makes, and what it did to the lines."""

    parity = "N"
    bytesize, stopbits = 8, 1
    xonxoff = rtscts = False
    cts = dsr = ri = cd = False

    def __init__(self) -> None:
        self.baudrate = 9600
        self.lines: list[str] = []

    def _set(self, line: str, asserted: bool) -> None:
        self.lines.append(f"{line}={int(asserted)}")

    dtr = property(None, lambda self, asserted: self._set("dtr", asserted))
    rts = property(None, lambda self, asserted: self._set("rts", asserted))

    def reset_input_buffer(self) -> None:
        pass

    def reset_output_buffer(self) -> None:
        pass


class NetworkPort:
    """Serves the device at a pseudo terminal to one client after the other.

    uart: the settings of the port. make: pyserial's manager, or one derived from it.
    """

    def __init__(self, path: str, make: Callable[..., Any] = PortManager) -> None:
        self.uart = Uart()
        self._make = make
        self._device = os.open(path, os.O_RDWR | os.O_NOCTTY)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"
        self._over, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> NetworkPort:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._wake)
        self._thread.join()
        self._listener.close()
        os.close(self._device)
        os.close(self._over)

    def _serve(self) -> None:
        while self._over not in select.select([self._listener, self._over], [], [])[0]:
            client, _ = self._listener.accept()
            with client:
                if not self._talk(client):
                    return

    def _talk(self, client: socket.socket) -> bool:
        """Until the client hangs up; False if the server is to end."""
        wire = _Wire(client)
        manager = self._make(self.uart, wire)
        while True:
            ready, _, _ = select.select([client, self._device, self._over], [], [])
            if self._over in ready:
                return False
            if self._device in ready:
                wire.write(b"".join(manager.escape(os.read(self._device, 4096))))
            if client in ready:
                data = client.recv(4096)
                if not data:
                    return True
                os.write(self._device, b"".join(manager.filter(data)))


class _Wire:
    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        with self._lock:
            self._client.sendall(data)
