"""What operators of float32 do not take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from support.tflite_builder import Builder, schema

from tinyedge.errors import ModelError
from tinyedge.graph.read import read

AGAIN = "convert the model again with a current converter"
FEWER = "reshape the tensors around it to fewer axes"


def problem(
    kind: str, shapes: Sequence[Sequence[int]], output: Sequence[int], options: Any = None
) -> str:
    """What is said of an operator of float32 inputs of those shapes."""
    b = Builder()
    inputs = [
        b.input(tuple(given), dtype="float32", name=f"x{i}") for i, given in enumerate(shapes)
    ]
    y = b.tensor(tuple(output), dtype="float32", name="y")
    b.operator(kind, inputs, [y], options)
    with pytest.raises(ModelError) as caught:
        read(b.build([y]), file="m.tflite")
    return str(caught.value)


@pytest.mark.parametrize("kind", ["DIV", "PRELU", "SQUARED_DIFFERENCE", "FLOOR_DIV", "FLOOR_MOD"])
def test_more_axes_than_tflm_loops_over(kind: str) -> None:
    five = (1, 2, 1, 2, 1)
    options = schema.DivOptionsT() if kind == "DIV" else None
    assert problem(kind, [five, five], five, options) == (
        f"m.tflite: {kind} (y): 5 axes, where TFLite Micro takes 0 to 4; {FEWER}"
    )


def test_a_scalar_has_no_rows() -> None:
    assert problem("SOFTMAX", [()], (), schema.SoftmaxOptionsT()) == (
        f"m.tflite: SOFTMAX (y): 0 axes, where TFLite Micro takes 1 to 4; {AGAIN}"
    )


def test_an_output_of_another_shape() -> None:
    assert problem("EXP", [(2, 3)], (3, 2)) == (
        f"m.tflite: EXP (y): the output is [3, 2], where [2, 3] follows; {AGAIN}"
    )


def test_beta_that_is_no_number() -> None:
    options = schema.SoftmaxOptionsT()
    options.beta = float("inf")
    assert problem("SOFTMAX", [(4,)], (4,), options) == (
        f"m.tflite: SOFTMAX (y): beta is inf, which is not a number; {AGAIN}"
    )


def test_alpha_that_is_no_number() -> None:
    options = schema.LeakyReluOptionsT()
    options.alpha = float("nan")
    assert problem("LEAKY_RELU", [(4,)], (4,), options) == (
        f"m.tflite: LEAKY_RELU (y): alpha is nan, which is not a number; {AGAIN}"
    )


def test_a_divisor_at_which_tflm_stops() -> None:
    b = Builder()
    x = b.input((2,), dtype="float32")
    y = b.tensor((2,), dtype="float32", name="y")
    b.operator("FLOOR_DIV", [x, b.constant(np.array([1, -0.0], np.float32), name="d")], [y])
    with pytest.raises(ModelError) as caught:
        read(b.build([y]), file="m.tflite")
    assert str(caught.value) == (
        "m.tflite: FLOOR_DIV (y): tensor 2 (d) holds 0, at which TFLite Micro stops; "
        "convert the model again with a current converter"
    )


@pytest.mark.parametrize("kind", ["EXP", "LOG", "SIN", "COS", "SQRT", "SQUARE"])
def test_int8_where_tflm_has_float32_alone(kind: str) -> None:
    b = Builder()
    x = b.input((4,), scale=0.1, name="x")
    y = b.tensor((4,), scale=0.1, name="y")
    b.operator(kind, [x], [y])
    with pytest.raises(ModelError) as caught:
        read(b.build([y]), file="m.tflite")
    assert str(caught.value) == (
        f"m.tflite: {kind} (y): tensor 0 (x) is int8, and TFLite Micro has this operator in "
        "float32 alone; leave the layer out of quantization"
    )
