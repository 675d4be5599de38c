"""What the fixture ``tinyedge_device`` gives: a board that runs the model of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tinyedge.boards import Board
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Array
from tinyedge.image import Image
from tinyedge.link.device import Device
from tinyedge.link.protocol import Greeting, Source
from tinyedge.link.stream import Plan as StreamPlan
from tinyedge.pipeline import RANDOM_SAMPLES, Opened, choose, prove
from tinyedge.plan.plan import plan
from tinyedge.plan.types import Plan
from tinyedge.reference import tflm
from tinyedge.reference.execute import replay
from tinyedge.samples import Samples, fit, inputs_of
from tinyedge.verify.tensors import read_outputs, write_inputs
from tinyedge.verify.types import Report, Where
from tinyedge.verify.verify import Oracles, Subject, verify

from .budget import Budget

_RUN_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Firmware:
    """A model, built for a board. plan: what the device was built from."""

    opened: Opened
    image: Image
    plan: Plan

    @classmethod
    def of(cls, opened: Opened, image: Image) -> Firmware:
        """The firmware that ``image`` is, built from ``opened``."""
        return cls(opened, image, plan(simplify(opened.graph)))


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


class DeviceUnderTest:
    """A board that runs the model of a test, greeted and known to run that very image.

    board: what it is. where: what computes its numbers: "host", "emulator" or "hardware".
    All methods raise LinkError if the device cannot be heard out.
    """

    def __init__(
        self,
        link: Device,
        firmware: Firmware,
        board: Board,
        where: Where,
        *,
        transcript: Path,
        seen: Seen,
        restart: Callable[[], tuple[Device, Path]],
    ) -> None:
        self.board = board
        self.where: Where = where
        self.transcript = transcript
        self.seen = seen
        self._link = link
        self._firmware = firmware
        self._restart = restart
        self._graph = firmware.opened.graph

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._firmware.image.model

    @property
    def image(self) -> Image:
        """What the device runs."""
        return self._firmware.image

    @property
    def greeting(self) -> Greeting:
        """What the device says of itself."""
        return self._link.greeting

    @property
    def link(self) -> Device:
        """The device as the wire shows it: single requests, counts, faults of the line."""
        return self._link

    def verify(self, count: int | None = None) -> Report:
        """Compare every tensor of every layer, as ``tinyedge verify`` does.

        count: of samples; None: all of the model's, or 5 random ones.
        """
        report = prove(
            self._link,
            self._firmware.opened,
            self.image,
            self.board,
            self.where,
            count=count,
        )
        self.seen.reports.append(report)
        return report

    def matches_reference(self, *inputs: Array) -> Comparison:
        """Compare every tensor of the run of one sample: one array for each input of the model.

        Raises:
            SamplesError: the arrays do not fit the model.
        """
        oracle = None
        if tflm.available():
            file = str(self._firmware.opened.source.path)
            oracle = tflm.Oracle(self._firmware.opened.data, file=file).outputs
        report = verify(
            self._link,
            Subject(self._graph, self._firmware.plan, self.image, self.board.name, self.where),
            [self._fitted(inputs)],
            Oracles(replay, oracle),
        )
        self.seen.reports.append(report)
        return Comparison(report)

    def infer(self, *inputs: Array) -> tuple[Array, ...]:
        """The model's outputs for one sample, as they lie in the device's memory.

        Raises:
            SamplesError: the arrays do not fit the model.
        """
        write_inputs(self._link, self._firmware.plan, self._fitted(inputs))
        self._link.invoke(timeout_s=_RUN_TIMEOUT_S)
        return tuple(read_outputs(self._link, self._graph, self._firmware.plan))

    def reference(self, samples: Iterable[Sequence[Array]]) -> Iterator[tuple[Array, ...]]:
        """What the device must compute of sample after sample, from the initial state on."""
        fitted = (self._fitted(inputs) for inputs in samples)
        for tensors in replay(self._graph, fitted):
            yield tuple(tensors[number] for number in self._graph.outputs)

    def stream(self, samples: Sequence[Sequence[Array]]) -> Iterator[tuple[Array, ...]]:
        """The outputs of sample after sample, fed ahead; each once, in order."""
        outputs = [self._graph.tensor(number) for number in self._graph.outputs]
        wish = StreamPlan(
            Source.HOST,
            len(samples),
            timeout_s=_RUN_TIMEOUT_S,
            has_state=bool(self._graph.variables),
        )
        fed = (b"".join(_bytes(array) for array in self._fitted(inputs)) for inputs in samples)
        for result in self._link.stream(wish, fed):
            pieces, at = [], 0
            for tensor in outputs:
                data = result.outputs[at : at + tensor.size_bytes]
                element = tensor.dtype.numpy.newbyteorder("<")
                pieces.append(np.frombuffer(data, element).reshape(tensor.shape))
                at += tensor.size_bytes
            yield tuple(pieces)

    def measured(self, budget: Budget) -> Report:
        """What a budget is held against: the widest verification of the test, or else one now."""
        found = [
            report
            for report in self.seen.reports
            if budget.samples in (None, report.samples)
            and (budget.accuracy is None or report.accuracy is not None)
        ]
        if found:
            return max(found, key=lambda report: report.samples)
        held_out = self._firmware.opened.held_out
        count = budget.samples
        if count is None and budget.accuracy is None and held_out is not None:
            count = min(len(held_out), RANDOM_SAMPLES)
        return self.verify(count)

    def samples(self, count: int) -> list[tuple[Array, ...]]:
        """``count`` samples of the model's, from the first again after the last; random ones for
        a model that brings none."""
        held_out = self._firmware.opened.held_out
        chosen = choose(held_out, self._graph, None if held_out else count)
        return [tuple(x[i % len(chosen)] for x in chosen.x) for i in range(count)]

    def reset(self) -> None:
        """Give the model's variables their initial values; nothing to do where it has none."""
        self._link.reset()

    def restart(self) -> None:
        """Start the firmware anew: the emulator, or hardware by the flasher that resets it."""
        self._link, self.transcript = self._restart()

    def _fitted(self, inputs: Sequence[Array]) -> list[Array]:
        """One sample in the model's types and shapes."""
        one = Samples("the test's sample", tuple(np.asarray(x)[np.newaxis].copy() for x in inputs))
        fitted = fit(one, inputs_of(self._graph))
        return [
            array[0].reshape(self._graph.tensor(number).shape)
            for array, number in zip(fitted.x, self._graph.inputs, strict=True)
        ]


def _bytes(array: Array) -> bytes:
    """As every target has them in its memory, which is little endian."""
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
