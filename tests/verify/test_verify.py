"""verify against a device made of Python, which can be told to lie."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from support.tflite_builder import Builder, schema

from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.image import Image, Section
from tinyedge.link.device import Device
from tinyedge.plan.plan import plan
from tinyedge.reference.execute import execute, replay
from tinyedge.samples import inputs_of, random_samples
from tinyedge.verify.types import Mismatch, Report
from tinyedge.verify.verify import Oracles, Subject, verify


def model() -> bytes:
    rng = np.random.default_rng(1)
    b = Builder()
    x = b.input((1, 4, 4, 2), scale=0.05, zero_point=3)
    w = b.constant(rng.integers(-127, 128, (3, 3, 3, 2)).astype(np.int8), scale=0.01)
    y = b.conv_2d(x, w, b.constant(np.zeros(3, np.int32)), scale=0.3, zero_point=-1)
    flat = b.reshape(y, (1, 48))
    w2 = b.constant(rng.integers(-127, 128, (4, 48)).astype(np.int8), scale=0.01)
    z = b.fully_connected(flat, w2, b.constant(np.zeros(4, np.int32)), scale=0.9, zero_point=5)
    return b.build([z])


class Fake:
    """Computes as the reference does.

    lie: (layer, element, value) changes one result. idle: layers that do nothing; -1: INVOKE.
    """

    def __init__(
        self,
        subject: Subject,
        lie: tuple[int, int, int] | None = None,
        idle: tuple[int, ...] = (),
        memory: Mapping[int, bytes] | None = None,
    ) -> None:
        self.subject, self.lie, self.idle = subject, lie, idle
        self.memory = dict(memory or {})
        self.ran: list[int] = []
        self.greeting = SimpleNamespace(counter="instructions")

    def write(self, slot: int, data: bytes) -> None:
        self.memory[slot] = data

    def read(self, slot: int, size: int) -> bytes:
        assert len(self.memory[slot]) == size
        return self.memory[slot]

    def step(self, layer: int) -> int:
        if layer in self.idle:
            return 1
        plan, graph = self.subject.plan, self.subject.graph
        inputs = [
            np.frombuffer(self.memory[slot], np.int8).reshape(graph.tensor(number).shape)
            for slot, number in zip(plan.inputs, graph.inputs, strict=True)
        ]
        tensors = execute(graph, inputs)
        for slot in plan.layers[layer].outputs:
            values = tensors[plan.slots[slot].tensor].copy()
            if self.lie and self.lie[0] == layer:
                values.reshape(-1)[self.lie[1]] = self.lie[2]
            self.memory[slot] = values.tobytes()
        self.ran.append(layer)
        return 100 * (layer + 1)

    def invoke(self) -> None:
        if -1 in self.idle:
            return
        for layer in range(len(self.subject.plan.layers)):
            self.step(layer)

    def stack_bytes(self) -> int:
        return 256


def prove(
    count: int = 3,
    lie: tuple[int, int, int] | None = None,
    tflm: Any = None,
    labels: list[int] | None = None,
    idle: tuple[int, ...] = (),
    again: bool = False,
    data: bytes | None = None,
) -> Report:
    """``again``: on a device whose memory holds what an honest one left there."""
    data = data or model()
    graph = read(data, file="fake.tflite")
    image = Image(
        elf=cast(Any, None),
        board="fake",
        engine="aot",
        model="fake",
        model_sha256=graph.sha256,
        sha256="0" * 64,
        sections=(Section("runtime", 1000, 0), Section("weights", 300, 0)),
        compiler="none",
    )
    subject = Subject(graph, plan(simplify(graph)), image, "Fake", "host")
    samples = random_samples(inputs_of(graph), count, 7)
    shape = graph.tensor(graph.inputs[0]).shape
    inputs = [[samples.x[0][i].reshape(shape)] for i in range(count)]
    memory = {}
    if again:
        honest = Fake(subject)
        verify(cast(Device, honest), subject, inputs[:1], Oracles(replay))
        memory = honest.memory
    device = Fake(subject, lie, idle, memory)
    return verify(cast(Device, device), subject, inputs, Oracles(replay, tflm), labels=labels)


def test_an_honest_device_passes_and_every_element_is_counted() -> None:
    report = prove(count=3)
    assert report.passed
    # Convolution 48 and fully connected 4 for each sample, the outputs of one invoke besides.
    assert report.elements_compared == 3 * (48 + 4) + 4
    assert [layer.op for layer in report.layers] == ["CONV_2D", "FULLY_CONNECTED"]
    assert report.count_per_inference == 300
    assert report.oracles == ("reference",)
    assert (report.flash_bytes, report.flash_model_bytes) == (1300, 300)


def test_one_wrong_element_fails_and_is_named() -> None:
    report = prove(lie=(0, 17, 99))
    assert not report.passed
    assert report.mismatches == 3
    assert report.layers[0].mismatches == 3
    first = report.first_mismatch
    assert first is not None
    assert (first.sample, first.layer, first.operator, first.got) == (0, 0, "CONV_2D", 99)
    assert first.index == (0, 1, 1, 2)  # element 17 of [1, 4, 4, 3]
    assert str(first) == (
        f"layer 0 CONV_2D: {first.tensor}[0, 1, 1, 2] expected {first.expected:g}, got 99 "
        "(sample 0, reference)"
    )


def test_tflm_is_a_second_opinion() -> None:
    report = prove(count=2, tflm=lambda inputs: [np.full((1, 4), 42, np.int8)])
    assert not report.passed
    assert report.oracles == ("reference", "tflm")
    assert report.first_mismatch is not None
    assert report.first_mismatch.oracle == "tflm"


def test_what_an_earlier_run_left_in_memory_does_not_pass() -> None:
    assert prove(count=1, again=True).passed
    report = prove(count=1, again=True, idle=(1,))
    assert [layer.mismatches for layer in report.layers] == [0, 4]


def test_an_invoke_that_does_nothing_does_not_pass_for_what_was_stepped() -> None:
    report = prove(count=1, idle=(-1,))
    assert not report.passed
    assert report.mismatches == 4


def test_an_element_that_differs_from_both_oracles_is_one_mismatch() -> None:
    def by_tflm(inputs: Sequence[Any]) -> list[Any]:
        graph = read(model(), file="fake.tflite")
        return [execute(graph, inputs)[graph.outputs[0]]]

    report = prove(count=2, lie=(1, 2, 99), tflm=by_tflm)
    assert report.mismatches == 3  # an element of each sample, and of the one invoke
    assert report.first_mismatch is not None
    assert report.first_mismatch.oracle == "reference"


def test_a_float_that_is_no_number_is_reported_not_an_internal_error() -> None:
    found = Mismatch(0, 1, "DEQUANTIZE", "y", (0, 2), 0.25, float("nan"), "reference")
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["got"] == "nan"
    assert str(found) == (
        "layer 1 DEQUANTIZE: y[0, 2] expected 0.25, got nan (sample 0, reference)"
    )


def test_floats_that_differ_in_the_last_bit_are_shown_as_different() -> None:
    near = float(np.nextafter(np.float32(0.1), np.float32(1)))
    found = Mismatch(0, 1, "DEQUANTIZE", "y", (0,), float(np.float32(0.1)), near, "reference")
    assert "expected 0.100000001, got 0.100000009" in str(found)


def test_no_samples_never_pass() -> None:
    report = prove(count=1)
    assert report.passed
    assert not replace(report, samples=0).passed
    assert not replace(report, elements_compared=0).passed


@pytest.mark.parametrize("right", [0, 3])
def test_accuracy_is_that_of_the_device(right: int) -> None:
    answers = [int(np.argmax(_answer(i))) for i in range(3)]
    labels = [a if i < right else a + 1 for i, a in enumerate(answers)]
    report = prove(count=3, labels=labels)
    assert report.accuracy is not None
    assert report.accuracy.device == right / 3
    assert report.accuracy.int8_host == right / 3
    assert report.accuracy.float_model is None


def test_a_single_number_is_right_or_wrong_about_no_class() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.05)
    w = b.constant(np.ones((1, 4), np.int8), scale=0.01)
    y = b.fully_connected(x, w, scale=0.01)
    report = prove(count=2, data=b.build([y]), labels=[0, 0])
    assert report.passed
    assert report.accuracy is None


def test_the_number_that_arg_max_gives_is_a_class() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.05)
    y = b.tensor((1,), dtype="int32")
    b.operator("ARG_MAX", [x, b.constant(np.array([1], np.int32))], [y], schema.ArgMaxOptionsT())
    data = b.build([y])
    samples = random_samples(inputs_of(read(data, file="m.tflite")), 3, 7)
    rights = [int(np.argmax(samples.x[0][i])) for i in range(3)]
    report = prove(count=3, data=data, labels=[rights[0], rights[1], rights[2] + 1])
    assert report.passed
    assert report.accuracy is not None
    assert report.accuracy.device == 2 / 3


def test_a_model_of_views_alone_is_compared_and_costs_nothing() -> None:
    b = Builder()
    report = prove(count=2, data=b.build([b.reshape(b.input((1, 6), scale=0.05), (2, 3))]))
    assert report.passed
    assert report.elements_compared == 2 * 6
    assert report.count_per_inference == 0


def test_cycles_are_not_called_instructions() -> None:
    counted = prove()
    report = replace(counted, counter="cycles").to_json()
    assert report["instructions_per_inference"] is None
    assert report["cycles_per_inference"] == counted.count_per_inference
    assert {layer["instructions"] for layer in report["layers"]} == {None}
    assert [layer["cycles"] for layer in report["layers"]] == [c.count for c in counted.layers]


def _answer(number: int) -> Any:
    graph = read(model(), file="fake.tflite")
    samples = random_samples(inputs_of(graph), 3, 7)
    return execute(graph, [samples.x[0][number].reshape(1, 4, 4, 2)])[graph.outputs[0]]


def test_the_json_has_the_contracted_keys() -> None:
    keys = set(prove().to_json())
    assert keys >= {
        "passed",
        "board",
        "engine",
        "where",
        "samples",
        "elements_compared",
        "mismatches",
        "first_mismatch",
        "oracle",
        "instructions_per_inference",
        "cycles_per_inference",
        "layers",
        "flash_bytes",
        "flash_model_bytes",
        "ram_bytes",
        "arena_bytes",
        "stack_bytes",
        "model_sha256",
        "image_sha256",
    }
