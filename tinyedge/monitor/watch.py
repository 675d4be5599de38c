"""The monitor itself: greets, feeds, tells, and stays with a board that goes and comes back."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from tinyedge.errors import LinkError, PortError, ProtocolError
from tinyedge.link.choose import await_port
from tinyedge.link.device import Device
from tinyedge.link.link import Link, Recorded, open_serial
from tinyedge.link.ports import PortInfo

from .feed import Feed, feed_for
from .tap import Tap
from .target import Target
from .types import Ended, Gap, Greeted, Listening, Result, Summary, Tell, Totals

# A port that has just come back may not be ours to open yet: the system is still at its rights.
_TRY_AGAIN_S = 0.5
_FOR_EVER_S = 3600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do. listen_only: greet nobody and send nothing. every_s: between results, >= 0.

    results: after how many to end; None: only when told to. samples: a file, see ``feed_for``.
    log: the raw conversation is appended to it.
    """

    listen_only: bool = False
    every_s: float = 1.0
    results: int | None = None
    samples: Path | None = None
    log: Path | None = None
    greeting_timeout_s: float = 10.0


def watch(
    target: Target,
    plan: Plan,
    tell: Tell,
    totals: Totals,
    *,
    open_link: Callable[[PortInfo, int], Link] = lambda port, baud: open_serial(
        port.url, baud=baud
    ),
    wait: Callable[[PortInfo], PortInfo] = lambda port: await_port(port, timeout_s=math.inf),
    now: Callable[[], float] = time.time,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Summary:
    """Watch a board until Ctrl-C, or until there are results enough; the summary is told last.

    Before the board was heard for the first time, what goes wrong is an error; later it is a gap,
    which is told and waited out.

    Raises:
        LinkError: the board cannot be reached, or its emulator has ended.
        SamplesError: see ``feed_for``.
    """
    watcher = _Watcher(plan, tell, totals, now, clock)
    ended: Ended = "an error"
    gap = ""
    try:
        while True:
            try:
                link = open_link(target.port, target.baud)
                watcher.session(link, target)
                ended = "enough results"
                break
            except LinkError as error:
                gone = isinstance(error, PortError)
                if not watcher.heard or (gone and not target.returns):
                    raise
                if watcher.sessions:
                    watcher.sessions, gap = 0, ""
                if (reason := _reason(error)) != gap:
                    gap = reason
                    totals.gaps += 1
                    tell(Gap(now(), reason, gone))
                if gone:
                    sleep(_TRY_AGAIN_S)
                    target = replace(target, port=wait(target.port))
    except KeyboardInterrupt:
        ended = "interrupted"
    finally:
        summary = totals.summary(now(), ended)
        if watcher.heard or ended == "interrupted":
            tell(summary)
    return summary


def _reason(error: LinkError) -> str:
    """What happened, without what a user would have to do if nobody waited."""
    if isinstance(error, (PortError, ProtocolError)):
        return f"{error.port}: {error.problem}"
    return str(error)


class _Watcher:
    """What outlives a session: the number of the next result, the image that was running."""

    def __init__(
        self,
        plan: Plan,
        tell: Tell,
        totals: Totals,
        now: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self.heard = False
        self.sessions = 0
        self._plan = plan
        self._tell = tell
        self._totals = totals
        self._now = now
        self._clock = clock
        self._image: str | None = None

    def session(self, link: Link, target: Target) -> None:
        """From the opening of a port to enough results, or LinkError."""
        with ExitStack() as stack:
            if self._plan.log is not None:
                link = Recorded(link, self._plan.log, append=True)
            tap = Tap(
                link,
                self._tell,
                self._totals,
                overhear=self._plan.listen_only,
                now=self._now,
                clock=self._clock,
            )
            stack.callback(tap.close)
            if self._plan.listen_only:
                self.heard = True
                self.sessions += 1
                self._tell(Listening(self._now(), link.port, target.baud))
                while True:
                    tap.read(_FOR_EVER_S)
            timeout_s = self._plan.greeting_timeout_s
            device = Device(
                tap,
                baud=target.baud,
                timeout_s=timeout_s,
                transcript=self._plan.log,
                clock=self._clock,
            )
            self._totals.open = device.faults
            stack.callback(self._close_faults)
            self._converse(device, tap, target)

    def _converse(self, device: Device, tap: Tap, target: Target) -> None:
        if target.board is not None:
            device.expect(board=target.board.id)
        feed = feed_for(device, self._plan.samples)
        greeting = device.greeting
        before, self._image = self._image, greeting.image_sha256
        where = target.where(greeting.board)
        same = None if before is None else before == greeting.image_sha256
        self._tell(
            Greeted(
                self._now(), device.port, where, greeting, same, feed.model_known, feed.described
            )
        )
        self.heard = True
        self.sessions += 1
        due = self._clock()
        while True:
            self._tell(self._one(device, feed, target))
            if self._plan.results is not None and self._totals.results >= self._plan.results:
                return
            due = max(due + self._plan.every_s, self._clock())
            while (left := due - self._clock()) > 0:
                tap.read(left)

    def _one(self, device: Device, feed: Feed, target: Target) -> Result:
        greeting = device.greeting
        sample = self._totals.results % feed.samples
        for tensor, data in zip(greeting.inputs, feed.inputs(sample), strict=True):
            device.write(tensor, data)
        began = self._clock()
        count = device.invoke()
        took_s = self._clock() - began
        raw = tuple(
            device.read(tensor, size)
            for tensor, size in zip(greeting.outputs, feed.output_bytes, strict=True)
        )
        self._totals.results += 1
        result = Result(
            at=self._now(),
            number=self._totals.results,
            sample=sample,
            expected=feed.expected(sample),
            outputs=feed.decode(raw),
            labels=feed.labels,
            count=count,
            counter=greeting.counter,
            where=target.where(greeting.board),
            round_trip_s=took_s,
        )
        if result.top is not None and result.expected is not None:
            self._totals.judged += 1
            self._totals.right += result.top == result.expected
        return result

    def _close_faults(self) -> None:
        if self._totals.open is not None:
            self._totals.closed.append(self._totals.open)
            self._totals.open = None
