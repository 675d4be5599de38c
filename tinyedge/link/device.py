"""A device that runs tinyedge firmware, as Python sees it."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from types import TracebackType

from tinyedge.errors import LinkTimeout, ProtocolError, StaleFirmware

from .conversation import Conversation, Faults, Refused, Traffic
from .greeting import greet
from .holders import holders
from .link import Link, Recorded, open_serial
from .opening import shared
from .protocol import Code, Greeting, Request
from .stream import Plan, Result, Stream

__all__ = ["Device", "Greeting", "connect"]

_ANSWER_TIMEOUT_S = 5.0
# Of a model's run, or of one layer's: far more than any that fits on a microcontroller takes.
_RUN_TIMEOUT_S = 120.0
_WRITE_HEAD = struct.Struct("<HI")
_HASH_DIGITS = 12
_BEYOND_ANY = 2**32 - 1  # the offset of no byte of any tensor


def connect(
    url: str, *, baud: int = 115_200, timeout_s: float = 10.0, log: Path | None = None
) -> Device:
    """Open a port and greet the device behind it.

    Args:
        url: a serial port or anything pyserial takes: /dev/ttyACM0, COM3, socket://, rfc2217://.
        timeout_s: for the greeting; a board that restarts when its port is opened needs seconds.
        log: a file for the transcript of the conversation.

    Raises:
        PortError: the port cannot be opened.
        LinkTimeout: nothing that speaks our protocol answered.
        ProtocolError: what answered speaks another version of it.
    """
    link = open_serial(url, baud=baud)
    try:
        if log is not None:
            link = Recorded(link, log)
        return Device(link, baud=baud, timeout_s=timeout_s, transcript=log)
    except LinkTimeout as silence:
        link.close()
        if others := holders(url):
            raise shared(url, others, timeout_s) from silence
        raise
    except BaseException:
        link.close()
        raise


class Device:
    """A greeted device. All its methods raise LinkError if it cannot be heard out.

    greeting: what it said of itself. faults: what the line did so far.
    """

    def __init__(
        self,
        link: Link,
        *,
        baud: int = 115_200,
        timeout_s: float = 10.0,
        transcript: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Greet the device behind a link; see ``connect``. The link is the device's to close."""
        self._link = link
        self._baud = baud
        self._clock = clock
        self._talk = Conversation(link, baud=baud, transcript=transcript, clock=clock)
        self._max_payload = 0
        self.greeting = greet(self._talk, timeout_s=timeout_s)
        self._max_payload = self.greeting.max_payload_bytes

    @property
    def port(self) -> str:
        """What the user called the port."""
        return self._link.port

    @property
    def faults(self) -> Faults:
        """What went wrong on the line so far, and cost nothing but time."""
        return self._talk.faults

    @property
    def traffic(self) -> Traffic:
        """What went over the line so far."""
        return self._talk.traffic

    def expect(
        self,
        *,
        board: str | None = None,
        engine: str | None = None,
        model_sha256: str | None = None,
        image_sha256: str | None = None,
    ) -> None:
        """Make sure that the device runs what it is thought to run.

        Raises:
            StaleFirmware: it differs in one of those given.
        """
        said = self.greeting
        for what, expected, got in (
            ("board", board, said.board),
            ("engine", engine, said.engine),
            ("model sha256", model_sha256, said.model_sha256),
            ("image sha256", image_sha256, said.image_sha256),
        ):
            if expected is not None and expected != got:
                if what.endswith("sha256"):
                    expected, got = expected[:_HASH_DIGITS], got[:_HASH_DIGITS]
                raise StaleFirmware(self.port, what, expected, got)

    def write(self, tensor: int, data: bytes) -> None:
        """Fill the memory of a tensor from its start."""
        room = self._max_payload - _WRITE_HEAD.size
        for offset in range(0, len(data), room):
            piece = data[offset : offset + room]
            self._ask(Request.WRITE, _WRITE_HEAD.pack(tensor, offset) + piece, f"tensor {tensor}")

    def read(self, tensor: int, size_bytes: int) -> bytes:
        """The first ``size_bytes`` of a tensor, as they lie in memory now."""
        pieces = []
        for offset in range(0, size_bytes, self._max_payload):
            length = min(self._max_payload, size_bytes - offset)
            payload = struct.pack("<HIH", tensor, offset, length)
            piece = self._ask(Request.READ, payload, f"tensor {tensor}", answer_bytes=length)
            if len(piece) != length:
                raise self._wrong_length(Request.READ, len(piece), length)
            pieces.append(piece)
        return b"".join(pieces)

    def size_bytes(self, tensor: int) -> int:
        """The size of a tensor's memory, which the device knows and a host need not."""
        payload = struct.pack("<HIH", tensor, _BEYOND_ANY, 1)
        try:
            self._talk.ask(Request.READ, payload, answer_bytes=1, timeout_s=_ANSWER_TIMEOUT_S)
        except Refused as refused:
            if refused.refusal.code == Code.RANGE:
                return refused.refusal.detail
            raise self._refused(Request.READ, f"tensor {tensor}", refused) from refused
        raise ProtocolError(self.port, f"the device reads beyond the end of tensor {tensor}")

    def invoke(self, *, timeout_s: float = _RUN_TIMEOUT_S) -> int | None:
        """Run every layer; the sum of their counts, None if the device counts nothing."""
        answer = self._ask(Request.INVOKE, b"", timeout_s=timeout_s)
        (count,) = self._unpack(Request.INVOKE, "<Q", answer)
        return self._count(count)

    def step(self, layer: int, *, timeout_s: float = _RUN_TIMEOUT_S) -> int | None:
        """Run one layer, 0 or the next in order; its count, None if the device counts nothing."""
        payload = struct.pack("<H", layer)
        answer = self._ask(Request.STEP, payload, f"layer {layer}", timeout_s=timeout_s)
        (count,) = self._unpack(Request.STEP, "<I", answer)
        return self._count(count)

    def counts(self) -> tuple[int, ...] | None:
        """The count of each layer's last run, 0 for those that never ran; None as above."""
        if self.greeting.counter == "none":
            return None
        found: list[int] = []
        while len(found) < self.greeting.layer_count:
            answer = self._ask(Request.COUNTS, struct.pack("<H", len(found)))
            most = self.greeting.layer_count - len(found)
            if not answer or len(answer) % 4 or len(answer) // 4 > most:
                raise self._wrong_length(Request.COUNTS, len(answer), 4 * most)
            found += struct.unpack(f"<{len(answer) // 4}I", answer)
        return tuple(found)

    def stack_bytes(self) -> int | None:
        """The most of the stack that was ever used; None if the device does not know."""
        answer = self._ask(Request.STACK, b"")
        used, size = self._unpack(Request.STACK, "<II", answer)
        return int(used) if size else None

    def reset(self) -> None:
        """Give the model's variables their initial values; nothing to do where it has none."""
        self._ask(Request.RESET, b"")

    def stream(
        self,
        plan: Plan,
        samples: Iterable[bytes] = (),
        *,
        reopen: Callable[[], Link] | None = None,
    ) -> Generator[Result, None, None]:
        """Run sample after sample without waiting for each; their results, each once, in order.

        Args:
            samples: for source HOST, the bytes of all inputs of each, from ``plan.first`` on.
            reopen: opens the port again after it vanished; None: then the stream ends.

        Raises:
            LinkError: see ``Stream.results``.
        """

        def again() -> Link:
            assert reopen is not None
            self._link.close()
            self._link = reopen()
            return self._link

        stream = Stream(
            self._talk,
            self.greeting,
            plan,
            samples,
            baud=self._baud,
            reopen=again if reopen is not None else None,
            clock=self._clock,
        )
        return stream.results()

    def close(self) -> None:
        """Let the port go. The device stays as it is."""
        self._link.close()

    def __enter__(self) -> Device:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(
        self,
        request: Request,
        payload: bytes,
        of: str = "",
        *,
        answer_bytes: int = 0,
        timeout_s: float = _ANSWER_TIMEOUT_S,
    ) -> bytes:
        try:
            return self._talk.ask(request, payload, answer_bytes=answer_bytes, timeout_s=timeout_s)
        except Refused as refused:
            raise self._refused(request, of, refused) from refused

    def _refused(self, request: Request, of: str, refused: Refused) -> ProtocolError:
        what = f"{request.name} of {of}" if of else request.name
        return ProtocolError(self.port, f"the device refused {what}: {refused}")

    def _unpack(self, request: Request, form: str, answer: bytes) -> tuple[int, ...]:
        """The numbers at the start of a response; newer firmware may have added others."""
        size = struct.calcsize(form)
        if len(answer) < size:
            raise self._wrong_length(request, len(answer), size)
        return struct.unpack_from(form, answer)

    def _wrong_length(self, request: Request, got: int, expected: int) -> ProtocolError:
        problem = f"the device answered {request.name} with {got} B instead of {expected} B"
        return ProtocolError(self.port, problem)

    def _count(self, count: int) -> int | None:
        return None if self.greeting.counter == "none" else count
