"""The reference against TensorFlow Lite Micro: every tensor, every bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.precision import ALSO
from tinyedge.graph.read import read
from tinyedge.reference.execute import execute

random_models = pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

Builder = random_models.Builder

pytestmark = needs_tflm


def test_every_supported_operator_is_compared() -> None:
    """Generated C takes its parameters from the reference: only TFLM finds a wrong one."""
    assert {key.split()[0] for key in random_models.RANDOM} == {*IMPORTERS, "graph"}
    for kind, types in ALSO.items():
        for dtype in types:
            names = {kind, f"{kind} {dtype.value}"}
            assert names.intersection(random_models.RANDOM), f"{kind} of {dtype.value}"


@pytest.mark.parametrize("kind", random_models.RANDOM)
def test_equals_tflm_bit_for_bit(kind: str, random_cases: int) -> None:
    for seed in range(random_cases):
        rng = np.random.default_rng(seed)
        model = random_models.RANDOM[kind](rng)
        graph = read(model, file=f"{kind}_{seed}.tflite")
        count = 5 if graph.variables else 1
        samples = [random_models.random_inputs(rng, graph) for _ in range(count)]
        difference = first_difference(model, graph, *samples)
        assert difference is None, f"{kind}, seed {seed}: {difference}"


@pytest.mark.parametrize("kind", random_models.RANDOM)
def test_the_random_models_are_worth_comparing(kind: str) -> None:
    """A generator whose outputs are all alike would let any kernel pass."""
    constant = layers = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        graph = read(random_models.RANDOM[kind](rng), file="m.tflite")
        values = execute(graph, random_models.random_inputs(rng, graph))
        results = [values[op.outputs[0]] for op in graph.ops]
        constant += sum(bool((a == a.flat[0]).all()) for a in results if a.size > 1)
        layers += len(results)
    assert constant < 0.5 * layers


def every_value_through(kind: str, input_scale: float, **output: Any) -> bytes:
    b = Builder()
    x = b.input((1, 16, 16), scale=input_scale, zero_point=-10)
    return b.build([getattr(b, kind)(x, **output)])


def one_weight(scales: Sequence[float]) -> bytes:
    """FULLY_CONNECTED that only rescales. scales: of the input, the weight, the output."""
    b = Builder()
    x = b.input((256, 1), scale=scales[0])
    weight = b.constant(np.array([[1]], np.int8), scale=scales[1])
    return b.build([b.fully_connected(x, weight, scale=scales[2])])


def products(scales: Sequence[float]) -> bytes:
    """BATCH_MATMUL of all pairs. scales: of the two inputs, the output."""
    b = Builder()
    x = b.input((256, 1), scale=scales[0], zero_point=-128)
    row = np.arange(-128, 128, dtype=np.int8).reshape(1, 256)
    w = b.constant(row, scale=scales[1], zero_point=-128)
    y = b.tensor((256, 256), scale=scales[2], zero_point=-128)
    b.operator("BATCH_MATMUL", [x, w], [y], random_models.schema.BatchMatMulOptionsT())
    return b.build([y])


def clamped_sum(scale: float, activation: str) -> bytes:
    """x + x of every value, clamped."""
    b = Builder()
    x = b.input((256,), scale=scale, zero_point=-128)
    return b.build([b.add(x, x, scale=scale, zero_point=-128, activation=activation)])


def quotients(scales: Sequence[float]) -> bytes:
    """DIV of every value by every positive one. scales: of the two inputs, the output."""
    b = Builder()
    x = b.input((1, 256), scale=scales[0], zero_point=-128)
    divisors = b.constant(np.arange(1, 128, dtype=np.int8).reshape(127, 1), scale=scales[1])
    y = b.tensor((127, 256), scale=scales[2], zero_point=-128)
    b.operator("DIV", [x, divisors], [y], random_models.schema.DivOptionsT())
    return b.build([y])


def hard_swish(scales: Sequence[float]) -> bytes:
    """HARD_SWISH of every value. scales: of the input, the output."""
    b = Builder()
    x = b.input((256,), scale=scales[0], zero_point=-10)
    y = b.tensor((256,), scale=scales[1])
    b.operator("HARD_SWISH", [x], [y])
    return b.build([y])


# Where float32 and double, or another rounding, give another result; found by search.
CORNERS = {
    "fully_connected_multiplies_in_double": one_weight(
        (0.19929128885269165, 0.01682034321129322, 0.007680038455873728)
    ),
    "batch_matmul_multiplies_in_double": products(
        (0.08580757677555084, 0.12287023663520813, 1.2322187423706055)
    ),
    "relu_divides_in_double": every_value_through(
        "relu", 0.06984389573335648, scale=0.07957971096038818, zero_point=-10
    ),
    "div_divides_in_double": quotients(
        (0.01664462871849537, 0.02304873988032341, 0.008741430006921291)
    ),
    "hard_swish_divides_in_double": hard_swish((0.025480395182967186, 0.007259225472807884)),
    "bounds_are_divided_in_float32": clamped_sum(0.029339853674173355, "RELU6"),
    "relu6_divides_in_float32": every_value_through("relu6", 0.029339853674173355),
    "nothing_fits_logistic": every_value_through("logistic", 8.0),
    "nothing_fits_tanh": every_value_through("tanh", 8.0),
    "the_least_scale_of_logistic": every_value_through("logistic", 2.0**-28),
    "softmax_keeps_equals_only": every_value_through("softmax", 4096.0),
    "quantize_flushes_to_0": every_value_through("quantize", 2.0**-33, scale=1.0),
    "quantize_just_does_not": every_value_through("quantize", 2.0**-32, scale=1.0),
    "quantize_to_far_beyond": every_value_through("quantize", 2.0**21, scale=1.0),
}


@pytest.mark.parametrize("name", CORNERS)
def test_equals_tflm_in_corners(name: str) -> None:
    graph = read(CORNERS[name], file=f"{name}.tflite")
    shape = graph.tensor(graph.inputs[0]).shape
    every_value = np.arange(-128, 128, dtype=np.int8).reshape(shape)
    assert first_difference(CORNERS[name], graph, [every_value]) is None
