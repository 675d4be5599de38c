"""Streams: results of sample after sample, without waiting for each. firmware/PROTOCOL.md 7."""

from __future__ import annotations

import struct
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

from tinyedge.errors import LinkTimeout, PortError, ProtocolError, StaleFirmware

from .conversation import Conversation, Faults, Refused, Restarted
from .frames import Frame
from .link import Link
from .protocol import (
    CLOCK,
    FEED,
    GRANT,
    RESULT,
    STREAMS,
    VERSION,
    Greeting,
    Request,
    Source,
    parse_description,
)

_ROUND = 2**32
_FEED = struct.Struct("<IBI")
_RESULT = struct.Struct("<IQQIII")
_GRANT = struct.Struct("<IIIB")
_START = struct.Struct("<BBIII")
_DATA_MISSED, _ASKED = 1, 2
# Small parts, so that one that is hurt costs little and the device can take some at once.
_MOST_DATA_BYTES = 256
# Silence is suspicious once it lasts this many times as long as usual between two results,
# within these bounds and what the line needs for all that is on it.
_PATIENCE = 4.0
_LEAST_PATIENCE_S = 0.005
_FIRST_PATIENCE_S = 0.25
_MOST_PATIENCE_S = 2.0
_QUIET_S = 0.02  # see conversation.py
_ANSWER_TIMEOUT_S = 5.0
_REOPEN_EVERY_S = 0.1
_BITS_PER_BYTE = 10
# Numbers of frames that may still come late; older ones are lost for good.
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Result:
    """What the device computed of one sample.

    sample: its number. time_us: of the device's clock when its run began, since the device
    started; None if it has none. count: as of ``Device.invoke``. outputs: the bytes of all
    outputs, in order.
    """

    sample: int
    time_us: int | None
    count: int | None
    outputs: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """Which samples a stream runs.

    count: how many; None: without end. first: the number of the first one.
    period_us: from one run to the next, by the device's clock; 0: as soon as it can.
    timeout_s: how long nothing may come, a run of the model included.
    has_state: the model remembers, so that a device that restarts cannot go on.
    """

    source: Source
    count: int | None
    first: int = 0
    period_us: int = 0
    timeout_s: float = 10.0
    has_state: bool = False


class Stream:
    """A stream under way; iterate over ``results``."""

    def __init__(
        self,
        talk: Conversation,
        greeting: Greeting,
        plan: Plan,
        samples: Iterable[bytes] = (),
        *,
        baud: int = 115_200,
        reopen: Callable[[], Link] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """
        Args:
            samples: for source HOST, the bytes of all inputs of each, in order, from ``first`` on.
            reopen: opens the port again after it vanished; None: then the stream ends.
        """
        self._talk, self._greeting, self._plan = talk, greeting, plan
        self._samples = iter(samples)
        self._baud, self._reopen = baud, reopen
        self._clock, self._sleep = clock, sleep
        self._counts = greeting.counter != "none"
        self._timed = bool(greeting.features & CLOCK)
        self._sample_bytes = 0
        self._data_bytes = min(_MOST_DATA_BYTES, greeting.max_payload_bytes - _FEED.size)
        self._due = plan.first  # the sample whose result comes next
        self._parts = bytearray()  # of that result
        self._done = False
        self._begin()

    @property
    def faults(self) -> Faults:
        """What went wrong on the line so far, and cost nothing but time."""
        return self._talk.faults

    def results(self) -> Generator[Result, None, None]:
        """Each result once, in order. Ending the iteration early ends the stream.

        Raises:
            LinkTimeout: nothing came for ``timeout_s``.
            PortError: the port vanished, and did not come back.
            ProtocolError, StaleFirmware: what is there now is not what the stream began with.
        """
        self._start()
        try:
            while not self._ended():
                yield from self._turn()
        finally:
            if not self._done:
                self._stop()

    # Where the stream is. Positions are counted from the start of sample ``origin``, without end;
    # on the wire they are modulo 2**32.

    def _begin(self) -> None:
        self._origin = self._due
        self._sent = self._limit = 0
        self._known = 0  # what the device has taken, as far as it has said
        self._pending: deque[bytes] = getattr(self, "_pending", deque())  # from ``_base`` on
        self._base = self._due
        self._exhausted = getattr(self, "_exhausted", self._plan.source is not Source.HOST)
        self._parts.clear()
        self._acknowledged = self._due
        self._number = 0  # of the next frame
        self._missing: dict[int, None] = {}
        self._went_back_to = -1
        now = self._clock()
        self._progress_at = now
        self._usual_s = _FIRST_PATIENCE_S / _PATIENCE
        self._patience_s = _FIRST_PATIENCE_S
        self._ask_at = now + self._patience_s
        self._asked_for = -1

    def _ended(self) -> bool:
        plan = self._plan
        if plan.count is not None and self._due == plan.first + plan.count:
            return True
        return self._exhausted and plan.source is Source.HOST and not self._pending

    def _start(self) -> None:
        if not self._greeting.features & STREAMS:
            problem = "the device's firmware has no streams"
            raise ProtocolError(self._talk.port, problem, "flash it again with this tinyedge")
        plan = self._plan
        left = 0 if plan.count is None else plan.first + plan.count - self._due
        payload = _START.pack(plan.source, 0, plan.period_us, self._due % _ROUND, left % _ROUND)
        try:
            answer = self._talk.ask(
                Request.START, payload, answer_bytes=8, timeout_s=_ANSWER_TIMEOUT_S
            )
        except Refused as refused:
            problem = f"the device refused START: {refused}"
            raise ProtocolError(self._talk.port, problem) from refused
        if len(answer) < 8:
            raise self._odd("answered START", len(answer))
        self._sample_bytes, ahead = struct.unpack_from("<II", answer)
        if self._sample_bytes == 0:
            raise self._odd("has samples", 0)
        self._limit = self._sample_bytes + ahead

    def _stop(self) -> None:
        self._done = True
        try:
            self._talk.ask(Request.STOP, b"", answer_bytes=4, timeout_s=_ANSWER_TIMEOUT_S)
        except (Refused, LinkTimeout, PortError, ProtocolError):
            return  # a new session ends it, too

    def _turn(self) -> Iterator[Result]:
        """Feed what the device takes, and hear what it says."""
        try:
            fed = self._feed()
            if not fed and self._acknowledged < self._due:
                self._post(b"")
            self._ask_if_due()
            frames, hurt = self._talk.hear(max(0.0, self._ask_at - self._clock()))
        except Restarted:
            self._restart()
            return
        except PortError:
            if self._reopen is None:
                raise
            self._come_back(self._reopen)
            return
        if hurt:
            self._ask_at = min(self._ask_at, self._clock() + _QUIET_S)
        for frame in frames:
            yield from self._take(frame)

    def _feed(self) -> bool:
        """Send as much as the device takes; whether there was anything."""
        fed = False
        while self._sent < self._limit:
            data = self._bytes_from(self._sent, min(self._data_bytes, self._limit - self._sent))
            if not data:
                break
            self._post(data)
            self._sent += len(data)
            fed = True
        return fed

    def _bytes_from(self, position: int, count: int) -> bytes:
        """At most ``count`` bytes of the samples, b"" where there are no more."""
        sample, offset = divmod(position, self._sample_bytes)
        while not self._exhausted and self._base + len(self._pending) <= self._origin + sample:
            self._draw()
        index = self._origin + sample - self._base
        if index >= len(self._pending):
            return b""
        return self._pending[index][offset : offset + count]

    def _draw(self) -> None:
        plan = self._plan
        ahead = self._base + len(self._pending)
        if plan.count is not None and ahead == plan.first + plan.count:
            self._exhausted = True
            return
        drawn = next(self._samples, None)
        if drawn is None:
            self._exhausted = True
            return
        if len(drawn) != self._sample_bytes:
            raise ValueError(f"a sample of {len(drawn)} B for a model of {self._sample_bytes} B")
        self._pending.append(drawn)

    def _post(self, data: bytes, *, ask: bool = False) -> None:
        head = _FEED.pack(self._due % _ROUND, int(ask), self._sent % _ROUND)
        self._talk.post(FEED, head + data)
        self._acknowledged = self._due

    def _ask_if_due(self) -> None:
        """After silence, or damage, ask where the device stands and for what it keeps."""
        now = self._clock()
        if now < self._ask_at:
            return
        if now - self._progress_at >= self._plan.timeout_s:
            raise LinkTimeout(
                self._talk.port,
                f"result of sample {self._due}",
                self._plan.timeout_s,
                self._talk.heard,
            )
        self.faults.resent += 1
        self._post(b"", ask=True)
        self._patience_s = min(2 * self._patience_s, _MOST_PATIENCE_S)
        self._ask_at = now + self._patience_s

    def _ask_for_what_is_due(self) -> None:
        """Something is missing: ask at once, but once; then again only after silence."""
        if self._asked_for != self._due:
            self._asked_for = self._due
            self._ask_at = self._clock()

    def _take(self, frame: Frame) -> Iterator[Result]:
        if frame.kind == RESULT and len(frame.payload) >= _RESULT.size:
            if self._numbered(frame.sequence):
                yield from self._take_result(frame.payload)
        elif frame.kind == GRANT and len(frame.payload) >= _GRANT.size:
            if self._numbered(frame.sequence):
                self._take_grant(frame.payload)
        else:
            self.faults.stray += 1

    def _numbered(self, number: int) -> bool:
        """Whether a frame is new; counts those that are missing, late, or there again."""
        step = (number - self._number) % 65_536
        if step < 32_768:
            for i in range(step):
                self._missing[(self._number + i) % 65_536] = None
            self.faults.lost += step
            self._number = (number + 1) % 65_536
            while len(self._missing) > _REMEMBERED:
                del self._missing[next(iter(self._missing))]
            if step:
                self._ask_for_what_is_due()
            return True
        if number in self._missing:
            del self._missing[number]
            self.faults.lost -= 1
            self.faults.reordered += 1
            return True
        self.faults.repeated += 1
        return False

    def _take_result(self, payload: bytes) -> Iterator[Result]:
        number, time_us, count, limit, total, offset = _RESULT.unpack_from(payload)
        data = payload[_RESULT.size :]
        self._raise_limit(limit)
        sample = self._due + _signed(number - self._due)
        if sample < self._due or (sample == self._due and offset < len(self._parts)):
            return  # sent again, and here already
        if sample > self._due or offset > len(self._parts):
            self._ask_for_what_is_due()
            return
        if not data or offset + len(data) > total:
            raise self._odd("sent a part of a result", len(data))
        self._parts += data
        self._has_progressed()
        if len(self._parts) < total:
            return
        outputs = bytes(self._parts)
        self._parts.clear()
        self._due += 1
        if self._plan.source is Source.HOST:
            if not self._pending:
                raise ProtocolError(
                    self._talk.port, f"the device gives sample {sample}, which it has not been fed"
                )
            self._pending.popleft()
            self._base += 1
        yield Result(
            sample,
            time_us if self._timed else None,
            count if self._counts else None,
            outputs,
        )

    def _take_grant(self, payload: bytes) -> None:
        position, limit, _, why = _GRANT.unpack_from(payload)
        self._raise_limit(limit)
        taken = self._sent + _signed(position - self._sent)
        if taken > self._known:
            self._known = taken
            self._has_progressed()
        if why not in (_DATA_MISSED, _ASKED) or not 0 <= taken < self._sent:
            return
        # What was sent since the device said so may be on its way: go back once to each place,
        # and again only where silence made us ask.
        if why == _ASKED or taken > self._went_back_to:
            self._went_back_to = taken
            self.faults.fed_again += self._sent - taken
            self._sent = taken

    def _raise_limit(self, limit: int) -> None:
        told = self._sent + _signed(limit - self._sent)
        self._limit = max(self._limit, told)

    def _has_progressed(self) -> None:
        now = self._clock()
        self._usual_s += (now - self._progress_at - self._usual_s) / 16
        self._progress_at = now
        line_s = 2 * (self._limit - self._sent + self._data_bytes) * _BITS_PER_BYTE / self._baud
        self._patience_s = max(_LEAST_PATIENCE_S, _PATIENCE * self._usual_s) + line_s
        self._ask_at = self._progress_at + self._patience_s

    def _come_back(self, reopen: Callable[[], Link]) -> None:
        """Open the port again, and ask where the device stands."""
        deadline = self._clock() + self._plan.timeout_s
        while True:
            try:
                self._talk.reopen(reopen())
                break
            except PortError:
                if self._clock() >= deadline:
                    raise
                self._sleep(_REOPEN_EVERY_S)
        self._ask_at = self._clock()

    def _restart(self) -> None:
        """Go on with a device that has forgotten the session, from the result that is due."""
        if self._plan.has_state:
            raise ProtocolError(
                self._talk.port,
                f"the device restarted before sample {self._due}, and the model's state is gone",
                "run the stream again from its beginning",
            )
        self.faults.restarted += 1
        answer = self._talk.open(timeout_s=self._plan.timeout_s)
        now = parse_description(answer[2:], protocol=VERSION)
        if now.image_sha256 != self._greeting.image_sha256:
            was, found = self._greeting.image_sha256[:12], now.image_sha256[:12]
            raise StaleFirmware(self._talk.port, "image sha256", was, found)
        self._begin()
        self._start()

    def _odd(self, what: str, count: int) -> ProtocolError:
        return ProtocolError(self._talk.port, f"the device {what} of {count} B")


def _signed(difference: int) -> int:
    """A difference of numbers modulo 2**32, the shorter way round."""
    return (difference + _ROUND // 2) % _ROUND - _ROUND // 2
