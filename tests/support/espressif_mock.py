"""An Espressif chip in its boot loader, at the other end of a real PTY or TCP port.

The chip is esp32-mock-bootloader's: it follows esptool's protocol (SYNC, registers, stub, deflate,
MD5) for each chip, and its flash is a bytearray of 4 MiB that tests read and damage. What it does
not do: erase before it writes, run the stub's code, or be reset by the lines of a port.
"""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from esp32_mock_bootloader import protocol, server

from tinyedge.emulate.serial_end import open_pty

Kind = Literal["pty", "tcp"]
FLASH_BYTES: int = protocol.FLASH_MOCK_SIZE
_TICK_S = 0.05


def as_it_is(answer: bytes) -> bytes:
    """Leave an answer as the chip gives it."""
    return answer


def is_answer_to(command: str, answer: bytes) -> bool:
    """Whether the chip answers a command of esptool's by that name."""
    return answer[1:3] == bytes([1, protocol.CMD[command]])


def refusal(command: str, *, stub: bool = False) -> Callable[[bytes], bytes]:
    """A chip that fails at one command, with the code of a flash that cannot be written."""
    failed: bytes = server.make_response(protocol.CMD[command], status=1, error=8, stub=stub)
    return lambda answer: failed if is_answer_to(command, answer) else answer


class EspressifMock:
    """A chip with a port; its flash outlives disconnections.

    chip: as esptool calls it. kind: of its port. path: a name for its PTY, which is new each time.
    answer: changes what the chip sends. drop_after_bytes: of what it receives once it writes to its
    flash; then its port drops, once.
    """

    def __init__(
        self,
        chip: str,
        kind: Kind,
        path: Path,
        *,
        answer: Callable[[bytes], bytes] = as_it_is,
        drop_after_bytes: int | None = None,
    ) -> None:
        self.flash = server.FlashImage()
        self.commands: list[int] = []
        self.connections = 0
        self._chip = chip
        self._kind = kind
        self._path = path
        self._answer = answer
        self._drop_after_bytes = drop_after_bytes
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0)) if kind == "tcp" else None
        if self._listener is not None:
            self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        else:
            self.url = str(path)
        self._there = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> EspressifMock:
        self._thread.start()
        self.wait()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join(10.0)
        assert not self._thread.is_alive()
        if self._listener is not None:
            self._listener.close()

    def wait(self) -> None:
        """Until its port is there."""
        assert self._there.wait(10.0)

    def there(self, address: int, count: int) -> bytes:
        """What the flash holds."""
        return bytes(self.flash.data[address : address + count])

    def heard(self, command: str) -> int:
        """How often the chip was sent a command of that name."""
        return self.commands.count(protocol.CMD[command])

    def first(self, command: str) -> int:
        """Which command that one was, when it was first sent."""
        return self.commands.index(protocol.CMD[command])

    def will_drop(self, received: int) -> bool:
        """Whether the port drops now; that happens once."""
        if self._drop_after_bytes is None or received < self._drop_after_bytes:
            return False
        self._drop_after_bytes = None
        self._there.clear()
        return True

    def stay_away(self) -> None:
        """Once the port drops, it does not come back."""
        self._stop.set()

    def answered(self, data: bytes) -> bytes:
        return self._answer(data)

    def _serve(self) -> None:
        while not self._stop.is_set():
            if self._listener is not None:
                self._there.set()
                if not select.select([self._listener], [], [], _TICK_S)[0]:
                    continue
                line = _Line(self, sock=self._listener.accept()[0])
            else:
                device, host, there = open_pty()
                pty = server.PtyMasterTransport(device, host)
                self._path.symlink_to(there)
                self._there.set()
                line = _Line(self, pty=pty)
            self.connections += 1
            # With this flag the mock does not hang up three seconds after the first file.
            server.handle_client(
                line, self._stop, self._chip, exit_on_disconnect=True, flash=self.flash
            )
            line.hang_up()
            self._path.unlink(missing_ok=True)


class _Line(server.BootloaderConnection):  # type: ignore[misc]  # the mock is not typed
    """The mock's own end of its port, which can drop."""

    def __init__(self, mock: EspressifMock, **transport: object) -> None:
        super().__init__(**transport)
        self._mock = mock
        self._received = 0
        self._frame = b""
        self._open = True

    def recv(self, size: int) -> bytes:
        data: bytes = super().recv(size)
        *whole, self._frame = (self._frame + data).split(bytes([protocol.SLIP_END]))
        self._mock.commands += [frame[1] for frame in whole if frame]
        if self._mock.heard("FLASH_DEFL_BEGIN") + self._mock.heard("FLASH_BEGIN"):
            self._received += len(data)
            if self._mock.will_drop(self._received):
                self._swallow()
                self.hang_up()
                raise ConnectionResetError
        return data

    def sendall(self, data: bytes) -> None:
        super().sendall(self._mock.answered(data))

    def hang_up(self) -> None:
        """The port is gone for the host."""
        if self._open:
            self._open = False
            self.close()
            if self._pty is not None:
                self._pty.close()

    def _swallow(self) -> None:
        """Read the rest of what is on its way: a TCP end closed before that would lose it all."""
        try:
            while super().recv(os.sysconf("SC_PAGESIZE")):
                pass
        except (TimeoutError, OSError):
            pass
