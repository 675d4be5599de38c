"""What operators without weights refuse of int16, because TFLM has no kernel or no answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from support.tflite_builder import Builder, schema

from tinyedge.errors import ModelError
from tinyedge.graph.read import read

UNIT = 2.0**-15
OPTIONS = {"ADD": schema.AddOptionsT, "SUB": schema.SubOptionsT, "MUL": schema.MulOptionsT}


def problem(
    kind: str,
    x: tuple[float, int],
    y: tuple[float, int],
    options: Any = None,
    *,
    others: Sequence[tuple[str, tuple[float, int]]] = (),
    shape: tuple[int, ...] = (1, 4),
) -> str:
    """The error without the file's name. x, y, others: scale and zero point, of others the type."""
    b = Builder()
    inputs = [b.input(shape, scale=x[0], zero_point=x[1], dtype="int16", name="x")]
    for dtype, (scale, zero_point) in others:
        inputs.append(b.input(shape, scale=scale, zero_point=zero_point, dtype=dtype, name="w"))
    output = b.tensor(shape, scale=y[0], zero_point=y[1], dtype="int16", name="y")
    b.operator(kind, inputs, [output], options or OPTIONS.get(kind, lambda: None)())
    with pytest.raises(ModelError) as caught:
        read(b.build([output]), file="m.tflite")
    text = str(caught.value).removeprefix("m.tflite: ")
    return text.removesuffix("; convert the model again with a current converter")


@pytest.mark.parametrize("kind", ["RELU", "ABS", "RSQRT", "LOGISTIC", "TANH"])
def test_a_zero_point_where_tflm_takes_0_alone(kind: str) -> None:
    y_scale = UNIT if kind in ("LOGISTIC", "TANH") else 0.5
    assert problem(kind, (0.5, 7), (y_scale, 0)) == (
        f"{kind} (y): tensor 0 (x) has the zero point 7, where TFLite Micro takes int16 with 0 "
        "alone"
    )


@pytest.mark.parametrize("kind", ["MUL", "SQUARED_DIFFERENCE"])
def test_a_zero_point_of_the_second_operand(kind: str) -> None:
    w = ("int16", (0.5, -7))
    assert problem(kind, (0.5, 0), (4.0, 0), others=[w]) == (
        f"{kind} (y): tensor 1 (w) has the zero point -7, where TFLite Micro takes int16 with 0 "
        "alone"
    )


@pytest.mark.parametrize("kind", ["ADD", "SUB", "MUL", "MINIMUM", "MAXIMUM", "SQUARED_DIFFERENCE"])
def test_operands_of_two_types(kind: str) -> None:
    w = ("int8", (0.5, 0))
    assert problem(kind, (0.5, 0), (0.5, 0), others=[w]) == (
        f"{kind} (y): tensor 1 (w) is int8, not int16"
    )


def test_slopes_of_int16() -> None:
    assert problem("PRELU", (0.5, 0), (0.5, 0), others=[("int16", (0.5, 0))]) == (
        "PRELU (y): tensor 1 (w) is int16, not int8"
    )


@pytest.mark.parametrize("kind", ["LOGISTIC", "TANH", "SOFTMAX"])
def test_another_output_scale(kind: str) -> None:
    options = schema.SoftmaxOptionsT() if kind == "SOFTMAX" else None
    assert problem(kind, (0.001, 0), (2 * UNIT, 0), options) == (
        f"{kind} (y): the output has scale 6.10352e-05 and zero point 0, where TFLite Micro "
        "computes with 3.05176e-05 and 0"
    )


@pytest.mark.parametrize("scale", [2.0**-29, 2.7])
def test_scales_at_which_a_curve_has_no_multiplier(scale: float) -> None:
    assert problem("TANH", (scale, 0), (UNIT, 0)) == (
        f"TANH (y): the input scale is {np.float32(scale):g}, not 4e-09 to 2.67"
    )


def test_a_softmax_whose_row_is_too_long() -> None:
    options = schema.SoftmaxOptionsT()
    options.beta = 1.0
    assert problem("SOFTMAX", (0.001, 0), (UNIT, 0), options, shape=(1, 2**16 + 1)) == (
        "SOFTMAX (y): a row of 65537 elements, where 1 to 65,536 have a sum that fits int32"
    )


def test_a_window_whose_sum_is_too_large() -> None:
    b = Builder()
    x = b.input((1, 2, 32768, 1), scale=0.5, dtype="int16")
    y = b.average_pool_2d(x, window=(3, 32767), padding="SAME", name="y")
    with pytest.raises(ModelError) as caught:
        read(b.build([y]), file="m.tflite")
    assert str(caught.value) == (
        "m.tflite: AVERAGE_POOL_2D (y): a window of 3 x 32767 elements is too large; "
        "convert the model again with a current converter"
    )


def test_the_output_scale_of_a_sum() -> None:
    w = ("int16", (1.0, 0))
    assert problem("ADD", (1.0, 0), (2.0**-14, 0), others=[w]) == (
        "ADD (y): the output scale 6.10352e-05 is too small for inputs of 1 and 1"
    )


@pytest.mark.parametrize(
    "kind", ["HARD_SWISH", "ELU", "LOG_SOFTMAX", "L2_NORMALIZATION", "NEG", "SQRT", "FLOOR"]
)
def test_operators_that_tflm_has_no_int16_kernel_of(kind: str) -> None:
    assert problem(kind, (0.5, 0), (0.5, 0)) == (
        f"computes in int16 (layer 0 {kind}); quantize the activations to int8: this operator has "
        "no int16 form here"
    )
