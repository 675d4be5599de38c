"""A serial port on the network: what ser2net and esptool's esp_rfc2217_server do, for one host."""

from __future__ import annotations

import select
import socket
import threading
from typing import Any

import serial
from serial.rfc2217 import PortManager

_TICK_S = 0.05


class _Adapter(serial.Serial):  # type: ignore[misc]  # pyserial is not typed
    """A PTY as a port with modem lines, which PTYs lack; keeps what they were set to."""

    states: list[tuple[bool, bool]]

    def _update_dtr_state(self) -> None:
        self.states.append((self._dtr_state, self._rts_state))

    _update_rts_state = _update_dtr_state

    cts = dsr = cd = True
    ri = False


class Rfc2217Server:
    """Serves the port at ``path`` under ``url``."""

    def __init__(self, path: str) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"
        self._adapter = _Adapter()
        self._adapter.states = []
        self._adapter.port = path
        self._adapter.timeout = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Rfc2217Server:
        self._adapter.open()
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join(10.0)
        assert not self._thread.is_alive()
        self._listener.close()
        self._adapter.close()

    def states(self) -> list[tuple[bool, bool]]:
        """(DTR, RTS), one after the other, as the host set them."""
        every = self._adapter.states
        return [state for i, state in enumerate(every) if i == 0 or state != every[i - 1]]

    def _serve(self) -> None:
        while not self._stop.is_set():
            if select.select([self._listener], [], [], _TICK_S)[0]:
                with self._listener.accept()[0] as host:
                    self._pass_on(host)

    def _pass_on(self, host: socket.socket) -> None:
        self._adapter.states.clear()
        manager: Any = PortManager(self._adapter, _Sending(host))
        while not self._stop.is_set():
            ready = select.select([host, self._adapter], [], [], _TICK_S)[0]
            if host in ready:
                data = host.recv(4096)
                if not data:
                    return
                self._adapter.write(b"".join(manager.filter(data)))
            if self._adapter in ready:
                host.sendall(b"".join(manager.escape(self._adapter.read(4096))))


class _Sending:
    """A socket as PortManager writes to it."""

    def __init__(self, host: socket.socket) -> None:
        self.write = host.sendall
