"""Models that remember, against TensorFlow Lite Micro, which remembers by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read
from tinyedge.graph.types import Array, Graph
from tinyedge.paths import models_dir
from tinyedge.reference.execute import execute, replay
from tinyedge.reference.tflm import Oracle
from tinyedge.zoo.resolve import resolve

builder = pytest.importorskip(
    "support.tflite_builder",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)
random_models = pytest.importorskip("support.random_models")

WAKE_WORDS = ("alexa", "hey_jarvis", "hey_mycroft", "okay_nabu")
QUANT: dict[str, Any] = {"scale": 0.5, "zero_point": 3}


def running_sum(initial: Any = None, dtype: str = "int8") -> bytes:
    """y = sum of all x so far, and what it was before."""
    b = builder.Builder()
    v = b.variable((1, 3), initial=initial, **QUANT)
    before = b.read_variable(v)
    y = b.add(before, b.input((1, 3), **QUANT), **QUANT)
    b.assign_variable(v, y)
    return bytes(b.build([y, before]))


def test_each_run_begins_where_the_one_before_ended() -> None:
    """real sums: 0.5 * (q - 3); 0 + 1 = 1 is q = 5, 1 + 2.5 = 3.5 is q = 10."""
    graph = read(running_sum(), file="m.tflite")
    samples = [[np.full((1, 3), q, np.int8)] for q in (5, 8, 3)]
    y, before = graph.outputs
    assert [run[y][0, 0] for run in replay(graph, samples)] == [5, 10, 10]
    assert [run[before][0, 0] for run in replay(graph, samples)] == [3, 5, 10]
    assert [execute(graph, x)[y][0, 0] for x in samples] == [5, 8, 3]


def test_the_state_of_a_run_can_be_given() -> None:
    graph = read(running_sum(), file="m.tflite")
    (variable,) = graph.variables
    state = {variable.tensor: np.array([[3, 5, 7]], np.int8)}
    after = execute(graph, [np.full((1, 3), 5, np.int8)], state)
    assert after[variable.tensor].tolist() == [[5, 7, 9]]
    assert state[variable.tensor].tolist() == [[3, 5, 7]]


@needs_tflm
@pytest.mark.parametrize("initial", [None, (1, 2, 3)])
def test_tflm_remembers_and_forgets(initial: Any) -> None:
    model = running_sum(initial)
    graph = read(model, file="m.tflite")
    samples = [[np.full((1, 3), q, np.int8)] for q in (5, -8, 3)]
    oracle = Oracle(model)
    for _ in range(2):
        for inputs, run in zip(samples, replay(graph, samples), strict=True):
            for number, by_tflm in zip(graph.outputs, oracle.outputs(inputs), strict=True):
                assert by_tflm.tolist() == run[number].tolist()
        oracle.reset()


@needs_tflm
def test_wide_variables_begin_in_tflm_as_here() -> None:
    """Its memory is filled with the zero point byte by byte, floats with 0."""
    b = builder.Builder()
    x = b.input((1, 3), **QUANT)
    real = b.variable((1, 3), dtype="float32")
    before = b.read_variable(real)
    b.assign_variable(real, b.dequantize(x))
    model = b.build([before])
    graph = read(model, file="m.tflite")
    samples = [[np.full((1, 3), q, np.int8)] for q in (5, -8, 3)]
    assert first_difference(model, graph, *samples) is None
    (found,) = Oracle(model).outputs(samples[0])
    assert found.tolist() == [[0.0, 0.0, 0.0]]


@needs_tflm
@pytest.mark.parametrize("kind", ["UNIDIRECTIONAL_SEQUENCE_LSTM", "SVDF"])
def test_a_state_of_an_operator_begins_anew_when_tflm_resets(kind: str) -> None:
    """The output state of int8 with its zero point, all others with 0: so does ours."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = random_models.RANDOM[kind](rng)
        graph = read(model, file="m.tflite")
        samples = [random_models.random_inputs(rng, graph) for _ in range(3)]
        oracle = Oracle(model)
        for _ in range(2):
            for inputs, run in zip(samples, replay(graph, samples), strict=True):
                (output,) = graph.outputs
                assert oracle.outputs(inputs)[0].tolist() == run[output].tolist()
            oracle._interpreter.reset()


def frames(graph: Graph, count: int) -> list[list[Array]]:
    """Noise, silence, ramps: what a wake word's network hears, so that its state fills."""
    rng = np.random.default_rng(5)
    (number,) = graph.inputs
    shape = graph.tensor(number).shape
    kinds = [
        lambda: rng.integers(-128, 128, shape),
        lambda: np.full(shape, rng.integers(-128, 128)),
        lambda: np.broadcast_to(np.linspace(-128, rng.integers(-127, 128), shape[-1]), shape),
        lambda: rng.normal(-60, 30, shape).clip(-128, 127),
    ]
    return [[kinds[int(rng.integers(0, 4))]().astype(np.int8)] for _ in range(count)]


@needs_tflm
@pytest.mark.slow
@pytest.mark.parametrize("name", WAKE_WORDS)
def test_wake_words_are_equal_in_every_tensor_of_50_frames(name: str) -> None:
    model = resolve(models_dir() / name).path.read_bytes()
    graph = read(model, file=name)
    samples = frames(graph, 50)
    assert first_difference(model, graph, *samples) is None
    first, last = (list(replay(graph, samples))[i] for i in (0, -1))
    for variable in graph.variables:
        assert np.unique(last[variable.tensor]).size > np.unique(first[variable.tensor]).size
