"""Streams: results of sample after sample, without waiting for each. firmware/PROTOCOL.md 7."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

from tinyedge.errors import LinkTimeout, PortError, ProtocolError, StaleFirmware

from .conversation import Conversation, Faults, Refused, Restarted, SessionGone
from .feeding import Feeder
from .frames import Frame
from .greeting import greet
from .link import Link
from .numbering import Numbers
from .protocol import CLOCK, FEED, GRANT, RESULT, STREAMS, Greeting, Request, Source

_ROUND = 2**32
_FEED = struct.Struct("<IBI")
_RESULT = struct.Struct("<IQQIII")
_GRANT = struct.Struct("<IIIB")
_START = struct.Struct("<BBIII")
_DATA_MISSED, _ASKED = 1, 2
# Small parts, so that one that is hurt costs little and the device can take some at once.
_MOST_DATA_BYTES = 256
# More than any microcontroller has memory for: what claims more is no result.
_MOST_RESULT_BYTES = 2**24
# Silence is suspicious once it lasts this many times as long as usual between two results,
# within these bounds and what the line needs for all that is on it.
_PATIENCE = 4.0
_LEAST_PATIENCE_S = 0.02
_FIRST_PATIENCE_S = 0.25
_MOST_PATIENCE_S = 2.0
_QUIET_S = 0.02  # see conversation.py
_ANSWER_TIMEOUT_S = 5.0
_REOPEN_EVERY_S = 0.1
_BITS_PER_BYTE = 10
# So often in a row, without a result, a device may restart, or a port vanish again.
_MOST_RETURNS = 8


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
    timeout_s: how long nothing may come, a run of the model included, the period not.
    has_state: the model remembers, so that a device that restarts cannot go on.
    result_bytes: of all outputs; None: as many as the device says.
    """

    source: Source
    count: int | None
    first: int = 0
    period_us: int = 0
    timeout_s: float = 10.0
    has_state: bool = False
    result_bytes: int | None = None


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
        self._baud, self._reopen = baud, reopen
        self._clock, self._sleep = clock, sleep
        self._counts = greeting.counter != "none"
        self._timed = bool(greeting.features & CLOCK)
        self._period_s = plan.period_us / 1e6
        self._data_bytes = min(_MOST_DATA_BYTES, greeting.max_payload_bytes - _FEED.size)
        fed = plan.source is Source.HOST
        self._feeder = Feeder(
            iter(samples if fed else ()), first=plan.first, count=plan.count, clock=clock
        )
        self._numbers = Numbers(talk.faults)
        self._result_bytes = plan.result_bytes
        self._due = plan.first  # the sample whose result comes next
        self._parts: dict[int, bytes] = {}  # of that result, by their offsets
        self._acknowledged = plan.first
        self._begun = self._going = False
        self._returns = 0  # of the device or its port, since the last result
        self._known = 0  # what the device has taken, as far as it has said
        self._went_back_to = self._sent_when_asked = -1
        self._asked_for = -1
        self._usual_s = _FIRST_PATIENCE_S / _PATIENCE
        self._patience_s = _FIRST_PATIENCE_S + self._period_s
        self._progress_at = self._result_at = clock()
        self._ask_at = self._progress_at + self._patience_s

    @property
    def faults(self) -> Faults:
        """What went wrong on the line so far, and cost nothing but time."""
        return self._talk.faults

    def results(self) -> Generator[Result, None, None]:
        """Each result once, in order. Ending the iteration early ends the stream.

        However long a consumer takes over a result, or the samples over a sample, is no silence
        of the device.

        Raises:
            LinkTimeout: nothing came for ``timeout_s``.
            PortError: the port vanished, and did not come back.
            ProtocolError, StaleFirmware: what is there now is not what the stream began with.
            SamplesError: a sample is not as long as one of the device.
        """
        try:
            while not self._ended():
                for result in self._turn():
                    paused_at = self._clock()
                    yield result
                    self._pause(self._clock() - paused_at)
        finally:
            if self._begun:
                self._stop()

    def _ended(self) -> bool:
        plan = self._plan
        if plan.count is not None and self._due == plan.first + plan.count:
            return True
        return plan.source is Source.HOST and self._feeder.finished

    def _turn(self) -> Iterator[Result]:
        """Feed what the device takes, and hear what it says."""
        try:
            if not self._going:
                self._begin()
            if not self._feed() and self._acknowledged < self._due:
                self._post([b""])
            if self._ended():
                return
            self._ask_if_due()
            frames, hurt = self._talk.hear(max(0.0, self._ask_at - self._clock()))
        except (Restarted, SessionGone) as gone:
            self._lose_session(gone)
            return
        except PortError as vanished:
            self._come_back(vanished)
            return
        if hurt:
            self._ask_at = min(self._ask_at, self._clock() + _QUIET_S)
        for frame in frames:
            yield from self._take(frame)

    # To begin, in a session of its own, so that nothing is taken for its own of an earlier stream.

    def _begin(self) -> None:
        """Start from the result that is due, on the firmware that the stream is of."""
        if not self._greeting.features & STREAMS:
            problem = "the device's firmware has no streams"
            raise ProtocolError(self._talk.port, problem, "flash it again with this tinyedge")
        now = greet(self._talk, timeout_s=self._plan.timeout_s)
        if now.image_sha256 != self._greeting.image_sha256:
            was, found = self._greeting.image_sha256[:12], now.image_sha256[:12]
            raise StaleFirmware(self._talk.port, "image sha256", was, found)
        self._begun = True
        sample_bytes, ahead_bytes = self._start()
        if sample_bytes == 0:
            raise self._odd("has samples of 0 B")
        self._feeder.begin(self._talk.port, sample_bytes, ahead_bytes)
        self._numbers = Numbers(self.faults)
        self._parts.clear()
        self._acknowledged = self._due
        self._known = 0
        self._went_back_to = self._sent_when_asked = self._asked_for = -1
        self._progress_at = self._clock()
        self._ask_at = self._progress_at + self._patience_s
        self._going = True

    def _start(self) -> tuple[int, int]:
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
            raise self._odd(f"answered START with {len(answer)} B instead of 8 B")
        sample_bytes, ahead_bytes = struct.unpack_from("<II", answer)
        return sample_bytes, ahead_bytes

    def _stop(self) -> None:
        try:
            self._talk.ask(Request.STOP, b"", answer_bytes=4, timeout_s=_ANSWER_TIMEOUT_S)
        except (Refused, LinkTimeout, PortError, ProtocolError):
            return  # a new session ends it, too

    # To feed and to ask.

    def _feed(self) -> bool:
        """Send as much as the device takes; whether there was anything."""
        pieces: list[bytes] = []
        while True:
            paused_at = self._clock()
            data = self._feeder.next_data(self._data_bytes)
            self._pause(self._clock() - paused_at)
            if not data:
                break
            pieces.append(self._payload(data))
            self.faults.fed_again += self._feeder.has_sent(data)
        if pieces:
            self._post(pieces)
        return bool(pieces)

    def _payload(self, data: bytes, *, ask: bool = False) -> bytes:
        return _FEED.pack(self._due % _ROUND, int(ask), self._feeder.sent % _ROUND) + data

    def _post(self, payloads: list[bytes]) -> None:
        self._talk.post(FEED, [payload or self._payload(b"") for payload in payloads])
        self._acknowledged = self._due

    def _pause(self, seconds: float) -> None:
        """What others took their time for is none in which the device was silent."""
        self._progress_at += seconds
        self._ask_at += seconds

    def _ask_if_due(self) -> None:
        """After silence, or damage, ask where the device stands and for what it keeps."""
        now = self._clock()
        if now < self._ask_at:
            return
        allowed_s = self._plan.timeout_s + self._period_s
        if now - self._progress_at >= allowed_s:
            waiting_for = f"result of sample {self._due}"
            raise LinkTimeout(self._talk.port, waiting_for, allowed_s, self._talk.heard)
        self.faults.asked += 1
        self._sent_when_asked = self._feeder.sent
        self._post([self._payload(b"", ask=True)])
        self._patience_s = min(2 * self._patience_s, _MOST_PATIENCE_S + self._period_s)
        self._ask_at = now + self._patience_s

    def _ask_for_what_is_due(self) -> None:
        """Something is missing: ask at once, but once; then again only after silence."""
        if self._asked_for != self._due:
            self._asked_for = self._due
            self._ask_at = self._clock()

    # To take what comes.

    def _take(self, frame: Frame) -> Iterator[Result]:
        is_result = frame.kind == RESULT and len(frame.payload) >= _RESULT.size
        is_grant = frame.kind == GRANT and len(frame.payload) >= _GRANT.size
        if not is_result and not is_grant:
            self.faults.stray += 1
            return
        new, others_miss = self._numbers.take(frame.sequence)
        if others_miss:
            self._ask_for_what_is_due()
        if new and is_result:
            yield from self._take_result(frame.payload)
        elif new:
            self._take_grant(frame.payload)

    def _take_result(self, payload: bytes) -> Iterator[Result]:
        number, time_us, count, limit, total, offset = _RESULT.unpack_from(payload)
        data = payload[_RESULT.size :]
        self._feeder.raise_limit(limit)
        sample = self._due + (number - self._due + _ROUND // 2) % _ROUND - _ROUND // 2
        if sample > self._due:
            self._ask_for_what_is_due()
        if sample != self._due or offset in self._parts:
            return  # too early to be kept, or here already
        if self._result_bytes is None and total <= _MOST_RESULT_BYTES:
            self._result_bytes = total
        if total != self._result_bytes or not data or offset + len(data) > total:
            raise self._odd(f"sent {len(data)} B from {offset:,} on of a result of {total:,} B")
        self._parts[offset] = data
        self._has_progressed()
        if sum(map(len, self._parts.values())) < total:
            return
        outputs = self._joined()
        if self._plan.source is Source.HOST:
            self._feeder.drop(sample)
        self._due += 1
        self._returns = 0
        self._result_at = self._progress_at
        yield Result(
            sample,
            time_us if self._timed else None,
            count if self._counts else None,
            outputs,
        )

    def _joined(self) -> bytes:
        """The parts of a result, of which there are as many bytes as it has."""
        outputs = b""
        for offset, data in sorted(self._parts.items()):
            if offset != len(outputs):
                raise self._odd(f"sent parts of a result that overlap, at {offset:,}")
            outputs += data
        self._parts.clear()
        return outputs

    def _take_grant(self, payload: bytes) -> None:
        position, limit, _, why = _GRANT.unpack_from(payload)
        if self._plan.source is not Source.HOST:
            return
        taken = self._feeder.taken(position)
        if taken is None:
            self.faults.stray += 1
            return
        self._feeder.raise_limit(limit)
        if taken > self._known:
            self._known = taken
            self._has_progressed()
        # What was sent since the device said so may be on its way: go back once to each place,
        # and again only where silence made us ask.
        if (why == _DATA_MISSED and taken > self._went_back_to) or (
            why == _ASKED and taken < self._sent_when_asked
        ):
            self._went_back_to = taken
            self._feeder.go_back(taken)

    def _has_progressed(self) -> None:
        now = self._clock()
        self._usual_s += (now - self._progress_at - self._usual_s) / 16
        self._progress_at = now
        on_the_line = self._feeder.limit - self._feeder.sent + self._data_bytes
        line_s = 2 * on_the_line * _BITS_PER_BYTE / self._baud
        patience_s = max(_LEAST_PATIENCE_S, _PATIENCE * self._usual_s) + line_s + self._period_s
        self._patience_s = patience_s
        self._ask_at = now + patience_s

    # To go on after an interruption.

    def _come_back(self, vanished: PortError) -> None:
        """Open the port again, and ask where the device stands."""
        if self._reopen is None:
            raise vanished
        timeout_s = self._plan.timeout_s
        self._returns += 1
        if self._returns > 1:
            self._sleep(_REOPEN_EVERY_S)
        hopeless_at = self._result_at + timeout_s
        if self._returns > _MOST_RETURNS and self._clock() >= hopeless_at:
            raise vanished
        deadline = self._clock() + timeout_s
        while True:
            try:
                self._talk.reopen(self._reopen())
                break
            except PortError:
                if self._clock() >= deadline:
                    raise
                self._sleep(_REOPEN_EVERY_S)
        self._progress_at = self._ask_at = self._clock()

    def _lose_session(self, gone: Exception) -> None:
        """Take note that the device has forgotten the session; another one will be begun."""
        if self._plan.has_state:
            raise ProtocolError(
                self._talk.port,
                f"the device restarted, or something else talked to it, before sample {self._due}, "
                "and the model's state is gone",
                "run the stream again from its beginning",
            ) from gone
        self.faults.restarted += 1
        self._returns += 1
        if self._returns > _MOST_RETURNS:
            raise ProtocolError(
                self._talk.port,
                f"the device restarts before it gives the result of sample {self._due}, or "
                "something else talks to it",
                f"close what else has the port, or see what it says: tinyedge monitor --port "
                f"{self._talk.port}",
            ) from gone
        self._going = False

    def _odd(self, what: str) -> ProtocolError:
        return ProtocolError(self._talk.port, f"the device {what}")
