"""A link that is listened in on: what passes is counted, and text is told as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable

from tinyedge.link.frames import Frame
from tinyedge.link.link import Link
from tinyedge.link.text import PANIC

from .stream import Heard, Line, Noise, Splitter
from .types import Overheard, Said, Tell, Totals, Unreadable

# What is held back for more to come is told after this long without any.
_PAUSE_S = 0.3


class Tap:
    """A link; ``overhear`` tells of frames too, as of a conversation that is not ours."""

    def __init__(
        self,
        link: Link,
        tell: Tell,
        totals: Totals,
        *,
        overhear: bool = False,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.port = link.port
        self._link = link
        self._tell = tell
        self._totals = totals
        self._overhear = overhear
        self._now = now
        self._clock = clock
        self._splitter = Splitter()

    def read(self, timeout_s: float) -> bytes:
        deadline = self._clock() + timeout_s
        while True:
            left = max(0.0, deadline - self._clock())
            waits = min(left, _PAUSE_S) if self._splitter.pending else left
            data = self._link.read(waits)
            if data:
                self._totals.bytes_in += len(data)
                for heard in self._splitter.feed(data):
                    self._pass_on(heard)
                return data
            if self._splitter.pending and waits == _PAUSE_S:
                for heard in self._splitter.flush():
                    self._pass_on(heard)
            if self._clock() >= deadline:
                return b""

    def write(self, data: bytes) -> None:
        self._totals.bytes_out += len(data)
        self._link.write(data)

    def close(self) -> None:
        for heard in self._splitter.flush():
            self._pass_on(heard)
        self._link.close()

    def _pass_on(self, heard: Heard) -> None:
        at = self._now()
        match heard:
            case Line(source, text, whole):
                self._totals.lines += 1
                self._totals.panics += text.startswith(PANIC)
                self._tell(Said(at, source, text, whole))
            case Noise(count):
                self._tell(Unreadable(at, count))
            case Frame() if self._overhear:
                frame = heard
                self._tell(
                    Overheard(at, frame.kind, frame.session, frame.sequence, len(frame.payload))
                )
