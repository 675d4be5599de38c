"""A bad line between a host and a board, made on purpose: it loses, hurts, repeats, holds up and
disorders what passes, and breaks the connection, as a seed says; and keeps account of all of it."""

from __future__ import annotations

import os
import random
import select
import socket
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol

from tinyedge.errors import PortError

from .fault_line import Disturbances, Ledger, Line
from .link import Link, open_serial

Side = Literal["pty", "socket"]
_CHUNK = 65_536
_LOOK_EVERY_S = 0.05
# What no zero has ended is passed on after this long without more.
_PAUSE_S = 0.01


class FaultProxy:
    """Serves hosts, one after the other, what a board says at its port. Calm until ``disturb``.

    url: where hosts find it. to_host, to_board: the accounts of both directions.
    """

    def __init__(
        self,
        board: str,
        plan: Disturbances,
        *,
        seed: int,
        side: Side = "socket",
        baud: int = 115_200,
        link: Link | None = None,
    ) -> None:
        """
        Args:
            board: the port of the board. link: that port, if it is open already.
            side: what hosts find, a TCP port of this machine or a pseudo terminal.

        Raises:
            PortError: the board's port cannot be opened.
        """
        self._plan, self._baud = plan, baud
        self._board = link or open_serial(board, baud=baud)
        self._replaced: list[Link] = []  # for their reader to close
        rng = random.Random(seed)
        self._rng = random.Random(rng.randrange(2**32))
        self._to_host = Line(plan, random.Random(rng.randrange(2**32)))
        self._to_board = Line(plan, random.Random(rng.randrange(2**32)))
        self._hosts: _Hosts = _PtyHosts() if side == "pty" else _TcpHosts()
        self._over = threading.Event()
        self._broken = threading.Event()  # the host is to let go; what it sends is lost
        self._frames_left = plan.disconnect_every
        self._rest = b""  # of a frame that a broken connection cut
        self._board_lock = threading.Lock()
        self._host_lock = threading.Lock()
        self._threads = [
            threading.Thread(target=run, daemon=True) for run in (self._outward, self._inward)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def url(self) -> str:
        """Where hosts find it, as pyserial takes it; stays the same over broken connections."""
        return self._hosts.url

    @property
    def to_host(self) -> Ledger:
        """What the board said, and what became of it."""
        return self._to_host.ledger

    @property
    def to_board(self) -> Ledger:
        """What the host said, and what became of it."""
        return self._to_board.ledger

    def disturb(self) -> None:
        """Begin."""
        self._to_host.calm = self._to_board.calm = False

    def calm(self) -> None:
        """Pass everything on as it is from now on."""
        self._to_host.calm = self._to_board.calm = True

    def disconnect(self) -> None:
        """Break the connection to the host in the middle of the next frame to it, unless calm; the
        host may connect again."""
        with self._host_lock:
            self._frames_left = 0

    def say(self, text: bytes) -> None:
        """Say to the host what the board has not said, as if it had."""
        with self._host_lock:
            self._hosts.write(text)

    def replace(self, board: str) -> None:
        """Go on with another board behind the same port, as after a reset.

        Raises:
            PortError: its port cannot be opened.
        """
        new = open_serial(board, baud=self._baud)
        with self._board_lock:
            self._replaced.append(self._board)
            self._board = new

    def close(self) -> None:
        """Hang up on both sides."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._hosts.close()
        self._close_replaced()
        self._board.close()

    def __enter__(self) -> FaultProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _outward(self) -> None:
        """From the board to the host."""
        line = self._to_host
        while not self._over.is_set():
            with self._board_lock:
                board = self._board
                self._close_replaced()
            try:
                data = board.read(_PAUSE_S if line.holds else _LOOK_EVERY_S)
            except PortError:
                time.sleep(_LOOK_EVERY_S)  # gone; perhaps to be replaced
                continue
            for wait_s, piece in line.take(data) if data else line.flush():
                time.sleep(wait_s)
                with self._host_lock:
                    self._to_the_host(piece)

    def _close_replaced(self) -> None:
        while self._replaced:
            self._replaced.pop().close()

    def _to_the_host(self, piece: bytes) -> None:
        if self._broken.is_set():
            return  # nobody has the port open
        if self._frames_left is not None and not self._to_host.calm:
            self._frames_left -= 1
            if self._frames_left < 0:
                half = self._rng.randrange(len(piece) + 1)
                self._deliver(piece[:half])
                # The system may or may not keep what comes while nobody has the port open.
                self._rest = piece[half:] if self._rng.random() < 0.5 else b""
                self._break()
                return
        self._deliver(piece)

    def _deliver(self, piece: bytes) -> None:
        rest, self._rest = self._rest, b""
        if self._hosts.write(rest + piece):
            self._to_host.deliver(rest + piece)

    def _break(self) -> None:
        self._frames_left = self._plan.disconnect_every
        if self._hosts.hang_up():
            self._to_host.ledger.done["disconnect"] += 1
            self._broken.set()

    def _inward(self) -> None:
        """From the host to the board."""
        line = self._to_board
        while not self._over.is_set():
            data = self._hosts.read(_PAUSE_S if line.holds else _LOOK_EVERY_S)
            if data is None:
                with self._host_lock:
                    self._to_host.cut()
                    self._broken.clear()
                continue
            lost = self._broken.is_set()
            for wait_s, piece in line.take(data) if data else line.flush():
                if lost:
                    continue  # what is written into a connection that breaks
                time.sleep(wait_s)
                line.deliver(piece)
                with suppress(PortError), self._board_lock:
                    self._board.write(piece)


class _Hosts(Protocol):
    """Where hosts come and go."""

    @property
    def url(self) -> str: ...

    def read(self, timeout_s: float) -> bytes | None:
        """What has come, b"" if nothing; None once for each host that has let go."""

    def write(self, data: bytes) -> bool:
        """Whether there was a host to take it."""

    def hang_up(self) -> bool:
        """Let the host know that this connection is over; whether there was one."""

    def close(self) -> None: ...


class _TcpHosts:
    """A host hears all that was written before the connection ended: only that half is shut, and
    the other read until the host lets go."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=4)
        self._host: socket.socket | None = None
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def read(self, timeout_s: float) -> bytes | None:
        if self._host is None:
            if not select.select([self._listener], [], [], timeout_s)[0]:
                return b""
            host = self._listener.accept()[0]
            host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._host = host
        if not select.select([self._host], [], [], timeout_s)[0]:
            return b""
        try:
            data = self._host.recv(_CHUNK)
        except OSError:
            data = b""
        if data:
            return data
        self._host.close()
        self._host = None
        return None

    def write(self, data: bytes) -> bool:
        if self._host is None:
            return False
        with suppress(OSError):
            self._host.sendall(data)
            return True
        return False

    def hang_up(self) -> bool:
        if self._host is None:
            return False
        with suppress(OSError):
            self._host.shutdown(socket.SHUT_WR)
            return True
        return False

    def close(self) -> None:
        if self._host is not None:
            self._host.close()
        self._listener.close()


class _PtyHosts:
    """A pseudo terminal behind a link that stays; what a host has not read when it ends is lost."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.url = str(Path(self._folder.name) / "tty")
        self._ended = False
        self._device = self._keeper = -1
        self._open()

    def _open(self) -> None:
        if sys.platform == "win32":
            raise ValueError("Windows has no pseudo terminals")
        import tty

        self._device, self._keeper = os.openpty()
        tty.setraw(self._keeper)
        os.set_blocking(self._device, False)
        new = Path(self.url + "-new")
        new.symlink_to(os.ttyname(self._keeper))
        new.replace(self.url)

    def read(self, timeout_s: float) -> bytes | None:
        if self._ended:
            self._ended = False
            return None
        device = self._device
        with suppress(OSError, ValueError):
            if select.select([device], [], [], timeout_s)[0]:
                return os.read(device, _CHUNK)
        return b""

    def write(self, data: bytes) -> bool:
        left = memoryview(data)
        deadline = time.monotonic() + 1.0
        while left and time.monotonic() < deadline:
            try:
                left = left[os.write(self._device, left) :]
            except BlockingIOError:
                select.select([], [self._device], [], 0.1)
            except OSError:
                return False
        return not left

    def hang_up(self) -> bool:
        if self._ended:
            return False
        old = self._device, self._keeper
        self._open()
        self._ended = True
        for file in old:
            os.close(file)
        return True

    def close(self) -> None:
        os.close(self._device)
        os.close(self._keeper)
        self._folder.cleanup()
