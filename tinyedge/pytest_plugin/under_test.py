"""What the fixture ``tinyedge_device`` gives: a board that runs the model of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinyedge.events import ignore
from tinyedge.image import Image
from tinyedge.link.device import Device
from tinyedge.link.protocol import Greeting
from tinyedge.pipeline import RANDOM_SAMPLES, choose, prove
from tinyedge.reference import tflm
from tinyedge.reference.execute import replay
from tinyedge.session.reached import Reached
from tinyedge.session.session import Answers, Session
from tinyedge.session.values import to_inputs, to_values
from tinyedge.verify.types import Report
from tinyedge.verify.verify import Oracles, Subject, verify

from .budget import Budget


@dataclass(frozen=True, slots=True)
class Started:
    """A device that was just started or attached. transcript: of all that is said to it."""

    at_work: Reached
    transcript: Path


@dataclass(slots=True)
class Seen:
    """What a test has found out. reports: of its verifications; started: how often the emulator
    was started, or the board flashed, for it."""

    reports: list[Report] = field(default_factory=list)
    started: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Whether the device computed what the reference does; true if every element is equal.

    Its ``repr`` is what pytest prints below a failed ``assert``.
    """

    report: Report

    def __bool__(self) -> bool:
        return self.report.passed

    def __repr__(self) -> str:
        compared = self.report.elements_compared
        if self.report.first_mismatch is None:
            return f"<{compared:,} elements equal>"
        return f"<{self.report.mismatches:,} of {compared:,} differ: {self.report.first_mismatch}>"


class DeviceUnderTest(Session):
    """A ``tinyedge.connect`` session, with what tests ask for.

    The device is known to run the very image that was built for the test. transcript: the file
    with all that is said to it. seen: what the test has found out so far.
    """

    def __init__(self, started: Started, seen: Seen, restart: Callable[[], Started]) -> None:
        """restart: starts the same firmware again."""
        # The bench, not the session, closes the device: the next test may want it, too.
        super().__init__(started.at_work, ExitStack(), ignore)
        self.transcript = started.transcript
        self.seen = seen
        self._start_again = restart
        self._streams: list[Answers] = []

    def __repr__(self) -> str:
        return f"<{self.model} on {self.board} ({self.where})>"

    @property
    def image(self) -> Image:
        """What the device runs."""
        return self._at_work.image

    @property
    def greeting(self) -> Greeting:
        """What the device says of itself."""
        return self._device.greeting

    @property
    def link(self) -> Device:
        """The device as the wire shows it: single requests, counts, faults of the line."""
        return self._device

    def verify(self, count: int | None = None) -> Report:
        """Compare every tensor of every layer, as ``tinyedge verify`` does.

        count: of samples; None: all of the model's, or 5 random ones.
        """
        self._require_idle()
        at = self._at_work
        report = prove(self._device, at.opened, at.image, at.board, self.where, count=count)
        self.seen.reports.append(report)
        return report

    def matches_reference(self, x: Any) -> Comparison:
        """Compare every tensor of the run of one sample, which is as of ``infer``.

        A model with a state begins with its first one.
        """
        self._require_idle()
        at = self._at_work
        oracle = None
        if tflm.available():
            oracle = tflm.Oracle(at.opened.data, file=str(at.opened.source.path)).outputs
        report = verify(
            self._device,
            Subject(at.graph, at.plan, at.image, at.board.name, self.where),
            [to_inputs(x, self.inputs)],
            Oracles(replay, oracle),
        )
        self.seen.reports.append(report)
        return Comparison(report)

    def reference(self, xs: Iterable[Any], *, raw: bool = False) -> Iterator[Any]:
        """What the device must answer to each sample, from the model's first state on.

        xs, raw: as of ``stream``, whose answers these are.
        """
        samples = (to_inputs(x, self.inputs, f"sample {i}") for i, x in enumerate(xs))
        for tensors in replay(self._graph, samples):
            values = tuple(
                to_values(tensors[number], tensor, raw=raw)
                for number, tensor in zip(self._graph.outputs, self._outputs, strict=True)
            )
            yield values[0] if len(values) == 1 else values

    def stream(self, xs: Iterable[Any], *, raw: bool = False, period_us: int = 0) -> Answers:
        """As of ``Session``; ends with the test at the latest."""
        self._streams.append(super().stream(xs, raw=raw, period_us=period_us))
        return self._streams[-1]

    def end_streams(self) -> None:
        """End what the test has left under way."""
        while self._streams:
            self._streams.pop().close()

    def samples(self, count: int) -> list[Any]:
        """``count`` samples of the model's own, from the first again after the last; random ones
        for a model that brings none. Each as of ``infer``."""
        held_out = self._at_work.opened.held_out
        chosen = choose(held_out, self._graph, None if held_out is not None else count)
        found = []
        for i in range(count):
            parts = tuple(
                array[i % len(chosen)].reshape(takes.shape)
                for array, takes in zip(chosen.x, self.inputs, strict=True)
            )
            found.append(parts[0] if len(parts) == 1 else parts)
        return found

    def measured(self, budget: Budget) -> Report:
        """What a budget is held against: the widest verification of the test, or else one now."""
        found = [report for report in self.seen.reports if _tells(report, budget)]
        if found:
            return max(found, key=lambda report: report.samples)
        held_out = self._at_work.opened.held_out
        count = budget.samples
        if count is None and budget.accuracy is None and held_out is not None:
            count = min(len(held_out), RANDOM_SAMPLES)
        return self.verify(count)

    def restart(self) -> None:
        """Start the firmware anew: the emulator, or hardware by the flasher that resets it.

        Raises:
            TinyEdgeError: it could not be done, or the device does not come back.
        """
        self.end_streams()
        started = self._start_again()
        super().__init__(started.at_work, ExitStack(), ignore)
        self.transcript = started.transcript


def _tells(report: Report, budget: Budget) -> bool:
    """Whether a report has the figures of a budget, of as many samples as it wants."""
    if budget.accuracy is not None and report.accuracy is None:
        return False
    return budget.samples in (None, report.samples)
