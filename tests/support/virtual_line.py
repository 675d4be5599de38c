"""A serial line in a time of its own, between a host and the firmware as a library."""

from __future__ import annotations

import ctypes
import shutil
import tempfile
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

from tinyedge.link.frames import Decoder, Frame, encode
from tinyedge.link.protocol import FEED

_PACKET_BYTES = 64
_BITS_PER_BYTE = 10
_FEED_HEAD_BYTES = 9


class VirtualLine:
    """A link on which every byte takes its time; nobody else's counts.

    fed_bytes: of frames with data of samples, framing included.
    """

    def __init__(
        self, library: Path, *, baud: int, latency_s: float, buffer_bytes: int = 4096
    ) -> None:
        """
        Args:
            baud: of both directions, ten bits to a byte.
            latency_s: of both directions, beyond that: drivers, USB.
            buffer_bytes: that the host's system takes before ``write`` waits for the line.
        """
        self.port = "virtual line"
        self.now_s = 0.0
        self.fed_bytes = 0
        self._byte_s = _BITS_PER_BYTE / baud
        self._latency_s, self._buffer_s = latency_s, buffer_bytes * self._byte_s
        self._to_board: deque[tuple[float, bytes]] = deque()
        self._to_host: deque[tuple[float, bytes]] = deque()
        self._host_line_free_s = self._board_free_s = 0.0
        self._decoder = Decoder()
        self._library = library
        self._load(library)

    def restart(self) -> None:
        """Make the board begin anew; what is on the line stays there."""
        with tempfile.TemporaryDirectory() as folder:
            self._load(Path(shutil.copy(self._library, folder)))

    def _load(self, library: Path) -> None:
        firmware = ctypes.CDLL(str(library))
        self._exchange = firmware.library_exchange
        self._exchange.argtypes = [ctypes.c_char_p, ctypes.c_uint32, ctypes.c_uint64]
        self._exchange.restype = ctypes.c_uint32
        self._said = firmware.library_said
        self._said.restype = ctypes.c_void_p

    def clock(self) -> float:
        """Seconds of the line's time."""
        return self.now_s

    def write(self, data: bytes) -> None:
        for frame in self._decoder.feed(data):
            if isinstance(frame, Frame) and frame.kind == FEED:
                self.fed_bytes += len(encode(frame)) * (len(frame.payload) > _FEED_HEAD_BYTES)
        for at in range(0, len(data), _PACKET_BYTES):
            packet = data[at : at + _PACKET_BYTES]
            begins_s = max(self.now_s, self._host_line_free_s)
            self._host_line_free_s = begins_s + len(packet) * self._byte_s
            self._to_board.append((self._host_line_free_s + self._latency_s, packet))
        self.now_s = max(self.now_s, self._host_line_free_s - self._buffer_s)

    def read(self, timeout_s: float) -> bytes:
        deadline_s = self.now_s + timeout_s
        while True:
            board_s = self._to_board[0][0] if self._to_board else float("inf")
            host_s = self._to_host[0][0] if self._to_host else float("inf")
            if min(board_s, host_s) > deadline_s:
                self.now_s = deadline_s
                return b""
            if host_s <= board_s:
                break
            self._let_the_board_answer()
        self.now_s = max(self.now_s, host_s)
        heard = b""
        while self._to_host and self._to_host[0][0] <= self.now_s:
            heard += self._to_host.popleft()[1]
        return heard

    def close(self) -> None:
        pass

    def _let_the_board_answer(self) -> None:
        """It does nothing else while it sends, as on a UART without interrupts."""
        came_s, packet = self._to_board.popleft()
        self._board_free_s = max(self._board_free_s, came_s)
        count = self._exchange(packet, len(packet), int(self._board_free_s * 1e6))
        said = ctypes.string_at(self._said(), count)
        for at in range(0, len(said), _PACKET_BYTES):
            part = said[at : at + _PACKET_BYTES]
            self._board_free_s += len(part) * self._byte_s
            self._to_host.append((self._board_free_s + self._latency_s, part))


class Tampered:
    """A link whose frames somebody gets at: each one becomes what ``heard`` or ``sent`` makes of
    it, which are given how many of its kind have passed before."""

    def __init__(
        self,
        link: VirtualLine,
        *,
        heard: Callable[[int, Frame], list[bytes]] = lambda number, frame: [encode(frame)],
        sent: Callable[[int, Frame], list[bytes]] = lambda number, frame: [encode(frame)],
    ) -> None:
        self.port = link.port
        self._link = link
        self._heard, self._sent = heard, sent
        self._decoders = (Decoder(), Decoder())
        self._passed: Counter[int] = Counter()

    def read(self, timeout_s: float) -> bytes:
        return self._pass(0, self._link.read(timeout_s), self._heard)

    def write(self, data: bytes) -> None:
        self._link.write(self._pass(1, data, self._sent))

    def close(self) -> None:
        pass

    def _pass(self, way: int, data: bytes, change: Callable[[int, Frame], list[bytes]]) -> bytes:
        passed = b""
        for frame in self._decoders[way].feed(data):
            assert isinstance(frame, Frame)
            passed += b"".join(change(self._passed[frame.kind], frame))
            self._passed[frame.kind] += 1
        return passed
