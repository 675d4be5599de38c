"""verify against a device with a state, which can be told to mistreat it."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from support.random_recurrent import GATES, lstm
from support.tflite_builder import Builder

from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Array
from tinyedge.image import Image
from tinyedge.link.device import Device
from tinyedge.plan.plan import plan
from tinyedge.reference.execute import execute, replay
from tinyedge.verify.types import Report
from tinyedge.verify.verify import Oracles, Subject, verify

QUANT: dict[str, Any] = {"scale": 0.5, "zero_point": 3}
ADD, ASSIGN = 0, 1  # layers; READ_VARIABLE is a view
SAMPLES = [[np.full((1, 4), value, np.int8)] for value in (10, -7, 30, 5)]


def running_sum() -> bytes:
    """y = sum of all x so far."""
    b = Builder()
    v = b.variable((1, 4), initial=(1, 2, 3, 4), name="sum", **QUANT)
    y = b.add(b.read_variable(v), b.input((1, 4), **QUANT), **QUANT)
    b.assign_variable(v, y)
    return b.build([y])


class Fake:
    """Computes as the reference does; each layer from what its memory holds."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.memory: dict[int, bytes] = {}
        self.greeting = SimpleNamespace(counter="none")
        self.reset()

    def write(self, slot: int, data: bytes) -> None:
        self.memory[slot] = data

    def read(self, slot: int, size: int) -> bytes:
        return self.memory[slot]

    def reset(self) -> None:
        graph, plan = self.subject.graph, self.subject.plan
        for variable, slot in zip(graph.variables, plan.variables, strict=True):
            self.memory[slot] = variable.initial.tobytes()

    def step(self, layer: int) -> None:
        plan = self.subject.plan
        if layer == ADD:
            state = {plan.slots[slot].tensor: self.array(slot) for slot in plan.variables}
            self.ran = execute(self.subject.graph, [self.array(plan.inputs[0])], state)
        for slot in plan.layers[layer].outputs:
            self.memory[slot] = self.ran[plan.slots[slot].tensor].tobytes()

    def invoke(self) -> None:
        for layer in range(len(self.subject.plan.layers)):
            self.step(layer)

    def stack_bytes(self) -> int:
        return 0

    def array(self, slot: int) -> Array:
        tensor = self.subject.graph.tensor(self.subject.plan.slots[slot].tensor)
        return np.frombuffer(self.memory[slot], tensor.dtype.numpy).reshape(tensor.shape)


class NeverResets(Fake):
    def reset(self) -> None:
        if not self.memory:
            super().reset()


class ResetsToZero(Fake):
    def reset(self) -> None:
        super().reset()
        (slot,) = self.subject.plan.variables
        self.memory[slot] = bytes(4)


class NeverAssigns(Fake):
    def step(self, layer: int) -> None:
        if layer != ASSIGN:
            super().step(layer)


class AssignsOnlyWhenStepped(Fake):
    def invoke(self) -> None:
        self.step(ADD)


class ForgetsBetweenSamples(Fake):
    def step(self, layer: int) -> None:
        if layer == ADD:
            self.reset()
        super().step(layer)


def prove(
    kind: type[Fake],
    tflm: Any = None,
    model: bytes | None = None,
    samples: Sequence[Sequence[Array]] = SAMPLES,
) -> Report:
    graph = read(model or running_sum(), file="fake.tflite")
    image = Image(
        elf=cast(Any, None),
        board="fake",
        engine="aot",
        model="fake",
        model_sha256=graph.sha256,
        sha256="0" * 64,
        sections=(),
        compiler="none",
    )
    subject = Subject(graph, plan(simplify(graph)), image, "Fake", "host")
    device = cast(Device, kind(subject))
    return verify(device, subject, samples, Oracles(replay, tflm))


def test_samples_are_one_sequence() -> None:
    report = prove(Fake)
    assert report.passed
    # Per sample the sum and the variable; the variable after each of two resets, and after INVOKE
    # as well as the output.
    assert report.elements_compared == 4 * (4 + 4) + 2 * 4 + 4 + 4
    assert report.state_bytes == 4
    assert report.to_json()["state_bytes"] == 4
    assert [layer.op for layer in report.layers] == ["ADD", "ASSIGN_VARIABLE"]


@pytest.mark.parametrize(
    ("kind", "layer", "sample"),
    [
        (NeverResets, ASSIGN, 0),
        (ResetsToZero, ASSIGN, 0),
        (NeverAssigns, ASSIGN, 0),
        (AssignsOnlyWhenStepped, ASSIGN, 0),
        (ForgetsBetweenSamples, ADD, 1),
    ],
)
def test_a_state_that_is_mistreated_is_found(kind: type[Fake], layer: int, sample: int) -> None:
    report = prove(kind)
    assert not report.passed
    assert report.first_mismatch is not None
    assert (report.first_mismatch.layer, report.first_mismatch.sample) == (layer, sample)


class ForgetsTheCell(Fake):
    """Gives the right output, and keeps a cell state that would show only later."""

    def step(self, layer: int) -> None:
        cell = self.subject.plan.variables[1]
        before = self.memory[cell]
        super().step(layer)
        self.memory[cell] = before


def an_lstm() -> bytes:
    b = Builder()
    x = b.input((1, 1, 4), **QUANT)
    gates = []
    for _ in range(GATES):
        weights = b.constant(np.ones((2, 4), np.int8), scale=0.01)
        recurrent = b.constant(np.ones((2, 2), np.int8), scale=0.01)
        gates.append((weights, recurrent, b.constant(np.zeros(2, np.int32))))
    y, _, _ = lstm(b, x, gates, scale=1 / 128)
    return b.build([y])


def test_the_state_of_an_operator_is_compared_after_each_run() -> None:
    samples = [[x.reshape(1, 1, 4)] for (x,) in SAMPLES]
    report = prove(Fake, model=an_lstm(), samples=samples)
    assert report.passed
    # Per sample the output and two states; after each of two resets and after INVOKE the states,
    # and then the output as well.
    assert report.elements_compared == 4 * (2 + 4) + 2 * 4 + 4 + 2
    report = prove(ForgetsTheCell, model=an_lstm(), samples=samples)
    assert report.first_mismatch is not None
    assert (report.first_mismatch.layer, report.first_mismatch.sample) == (0, 0)
    assert report.first_mismatch.operator == "UNIDIRECTIONAL_SEQUENCE_LSTM"


def test_tflm_is_asked_once_for_each_sample_in_order() -> None:
    asked: list[int] = []

    def by_tflm(inputs: Sequence[Array]) -> list[Array]:
        asked.append(int(inputs[0][0, 0]))
        return [np.full((1, 4), 99, np.int8)]

    assert not prove(Fake, by_tflm).passed
    assert asked == [10, -7, 30, 5]
