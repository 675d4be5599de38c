"""Streams proven: every result of a stream against the reference, as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from tinyedge.events import Listener, Progress, Started, ignore
from tinyedge.link.conversation import Faults
from tinyedge.link.device import Device
from tinyedge.link.link import Link
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan, Result
from tinyedge.verify.types import Where

_BITS_PER_BYTE = 10
_TELL_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first result that differs. at: of the first byte in all outputs' that does."""

    sample: int
    at: int
    expected: int
    got: int

    def __str__(self) -> str:
        return f"sample {self.sample}: byte {self.at} is {self.got}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Streamed:
    """The outcome of a stream, with every figure's origin.

    where: what computed the results. wrong: results of which a byte differs.
    seconds: by the host's clock, from the start of the stream to its last result, what the host
    took to compare included. device_us: by the device's clock, from the first run to the last;
    None if it has none. count: of the costliest run, in units of ``counter``; None where the board
    cannot count. sent_bytes, heard_bytes: all that went over the line. interrupted: by the user.
    """

    model: str
    board: str
    board_name: str
    where: Where
    source: Source
    results: int
    wrong: int
    first_wrong: Wrong | None
    seconds: float
    device_us: int | None
    counter: str
    count: int | None
    sent_bytes: int
    heard_bytes: int
    baud: int
    faults: Faults
    interrupted: bool
    model_sha256: str
    image_sha256: str

    @property
    def passed(self) -> bool:
        """True if there was a result, and none was wrong."""
        return self.results > 0 and self.wrong == 0

    @property
    def results_per_s(self) -> float | None:
        """By the host's clock."""
        return self.results / self.seconds if self.results and self.seconds > 0 else None

    @property
    def device_results_per_s(self) -> float | None:
        """By the device's clock."""
        return (self.results - 1) * 1e6 / self.device_us if self.device_us else None

    def line_share(self, line_bytes: int) -> float | None:
        """Of what a line of ``baud`` carries in one direction; None where there is no such line."""
        if self.where != "hardware" or self.seconds <= 0:
            return None
        return line_bytes * _BITS_PER_BYTE / self.baud / self.seconds

    def to_json(self) -> dict[str, Any]:
        """The object of ``--json``."""
        return {
            "passed": self.passed,
            "model": self.model,
            "board": self.board,
            "where": self.where,
            "source": self.source.name.lower(),
            "results": self.results,
            "wrong": self.wrong,
            "first_wrong": asdict(self.first_wrong) if self.first_wrong else None,
            "seconds": round(self.seconds, 6),
            "results_per_s": self.results_per_s,
            "device_us": self.device_us,
            "device_results_per_s": self.device_results_per_s,
            "counter": self.counter,
            "instructions_per_inference": self.count if self.counter == "instructions" else None,
            "cycles_per_inference": self.count if self.counter == "cycles" else None,
            "sent_bytes": self.sent_bytes,
            "heard_bytes": self.heard_bytes,
            "baud": self.baud,
            "line_share_sent": self.line_share(self.sent_bytes),
            "line_share_heard": self.line_share(self.heard_bytes),
            "faults": asdict(self.faults),
            "interrupted": self.interrupted,
            "model_sha256": self.model_sha256,
            "image_sha256": self.image_sha256,
        }


def prove_stream(
    device: Device,
    plan: Plan,
    samples: Iterable[bytes],
    expected: Iterator[bytes],
    *,
    board_name: str,
    where: Where,
    baud: int,
    reopen: Callable[[], Link] | None = None,
    listen: Listener = ignore,
    clock: Callable[[], float] = time.monotonic,
) -> Streamed:
    """Stream, and compare each result as it comes, until the plan is done or Ctrl-C.

    Args:
        device: known to run the model that ``expected`` is of, in its initial state.
        samples: for source HOST, as of ``Device.stream``.
        expected: the bytes of all outputs of each sample, from ``plan.first`` on.

    Raises:
        LinkError, SamplesError: see ``Stream.results``. A wrong result is no error, but counted.
    """
    total = plan.count or 0
    listen(Started("stream", f"{total or 'endless'} samples on {board_name}"))
    tally = _Tally()
    before = replace(device.traffic)
    began = ended = told = clock()
    results = device.stream(plan, samples, reopen=reopen)
    interrupted = False
    try:
        for result, due in zip(results, expected, strict=False):
            tally.take(result, due)
            ended = clock()
            if ended - told >= _TELL_EVERY_S or tally.results == total:
                told = ended
                listen(Progress("stream", tally.results, total or tally.results, "results"))
    except KeyboardInterrupt:
        interrupted = True
    finally:
        results.close()
    said, traffic = device.greeting, device.traffic
    return Streamed(
        model=said.model,
        board=said.board,
        board_name=board_name,
        where=where,
        source=plan.source,
        results=tally.results,
        wrong=tally.wrong,
        first_wrong=tally.first,
        seconds=ended - began,
        device_us=tally.device_us,
        counter=said.counter,
        count=tally.count,
        sent_bytes=traffic.sent_bytes - before.sent_bytes,
        heard_bytes=traffic.heard_bytes - before.heard_bytes,
        baud=baud,
        faults=replace(device.faults),
        interrupted=interrupted,
        model_sha256=said.model_sha256,
        image_sha256=said.image_sha256,
    )


class _Tally:
    def __init__(self) -> None:
        self.results = self.wrong = 0
        self.first: Wrong | None = None
        self.count: int | None = None
        self._first_us: int | None = None
        self._last_us = 0

    @property
    def device_us(self) -> int | None:
        """None also where the device has restarted, and its clock with it."""
        if self._first_us is None or self._last_us < self._first_us:
            return None
        return self._last_us - self._first_us

    def take(self, result: Result, expected: bytes) -> None:
        self.results += 1
        if result.time_us is not None:
            self._first_us = result.time_us if self._first_us is None else self._first_us
            self._last_us = result.time_us
        if result.count is not None:
            self.count = max(result.count, self.count or 0)
        if result.outputs == expected:
            return
        self.wrong += 1
        if self.first is None:
            self.first = _difference(result, expected)


def _difference(result: Result, expected: bytes) -> Wrong:
    """Where a result differs; one of another length differs at its end, or lacks a byte (-1)."""
    got = result.outputs
    pairs = zip(got, expected, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(got), len(expected)))
    return Wrong(
        sample=result.sample,
        at=at,
        expected=expected[at] if at < len(expected) else -1,
        got=got[at] if at < len(got) else -1,
    )
