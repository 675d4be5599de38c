"""What is refused of int16 activations with weights of int8, in whole messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.tflite_builder import OMITTED, Builder, schema

from tinyedge.errors import ModelError
from tinyedge.graph.ops import Conv2D, FullyConnected
from tinyedge.graph.read import read
from tinyedge.graph.sums import sums_are_wide
from tinyedge.graph.types import Graph

REDUCE = "reduce the weights' range or the layer's inputs, and convert again"
RECONVERT = "convert the model again with a current converter"


def problem(b: Builder, y: int) -> str:
    """The error without the file's name and the usual remedies."""
    with pytest.raises(ModelError) as caught:
        read(b.build([y]), file="m.tflite")
    text = str(caught.value).removeprefix("m.tflite: ")
    return text.removesuffix(f"; {RECONVERT}").removesuffix(f"; {REDUCE}")


def dense(
    *,
    depth: int = 4,
    weight: int = 127,
    bias: Any = None,
    zero_point: int = 0,
    scales: tuple[float, float, float] = (1.0, 1.0, 2.0**10),
    name_int32: bool = False,
) -> tuple[Builder, int]:
    """FULLY_CONNECTED of one output. scales: of the input, the weights, the output."""
    b = Builder()
    x = b.input((1, depth), scale=scales[0], zero_point=zero_point, dtype="int16", name="x")
    weights = b.constant(np.full((1, depth), weight, np.int8), scale=scales[1])
    given = OMITTED if bias is None else b.constant(bias, scale=scales[0] * scales[1], name="b")
    y = b.fully_connected(x, weights, given, scale=scales[2], name="y")
    if name_int32:
        b.options().quantizedBiasType = schema.TensorType.INT32
    return b, y


def depthwise(bias: Any) -> tuple[Builder, int]:
    b = Builder()
    x = b.input((1, 2, 2, 1), scale=1.0, dtype="int16")
    weights = b.constant(np.ones((1, 1, 1, 1), np.int8), scale=[1.0], axis=3)
    return b, b.depthwise_conv_2d(x, weights, b.constant(bias, name="b"), scale=1.0, name="y")


def quantized(before: str, after: str, scales: tuple[float, float], zero: int = 0) -> Any:
    b = Builder()
    x = b.input((4,), scale=scales[0], zero_point=zero, dtype=before, name="x")
    return b, b.quantize(x, scale=scales[1], dtype=after, name="y")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            dense(zero_point=3),
            "FULLY_CONNECTED (y): tensor 0 (x) has the zero point 3, where TFLite Micro takes "
            "int16 with 0 alone",
        ),
        (
            dense(bias=np.zeros(1, np.int16)),
            "FULLY_CONNECTED (y): tensor 2 (b) is int16, not int64 or int32",
        ),
        (
            dense(bias=np.array([2**47], np.int64), scales=(1.0, 2.0**-20, 2.0**20)),
            "FULLY_CONNECTED (y): output channel 0: a sum of up to 140,737,505,001,472, times "
            "9.09495e-13 from its scales, does not fit int32",
        ),
        (
            dense(bias=np.array([-(2**63)], np.int64), scales=(1.0, 2.0**-20, 2.0**20)),
            "FULLY_CONNECTED (y): output channel 0: a sum of up to 9,223,372,036,871,421,952, "
            "times 9.09495e-13 from its scales, does not fit int32",
        ),
        (
            dense(scales=(1.0, 1.0, 2.0**-7)),
            "FULLY_CONNECTED (y): output channel 0: scales lead to a multiplier of 128, not below "
            "128",
        ),
        (
            dense(depth=1000, scales=(1.0, 1.0, 1.0)),
            "FULLY_CONNECTED (y): output channel 0: a sum of up to 4,161,536,000, times 1 from its "
            "scales, does not fit int32",
        ),
        (
            dense(depth=1000, bias=np.zeros(1, np.int32)),
            "FULLY_CONNECTED (y): output channel 0: a sum of up to 4,161,536,000, times "
            "0.000976562 from its scales, does not fit int32",
        ),
        (
            dense(depth=1000, name_int32=True),
            "FULLY_CONNECTED (y): output channel 0: a sum of up to 4,161,536,000, times "
            "0.000976562 from its scales, does not fit int32",
        ),
        (
            depthwise(np.zeros(1, np.int32)),
            "DEPTHWISE_CONV_2D (y): tensor 2 (b) is int32, not int64",
        ),
        (
            quantized("int32", "int16", (1.0, 1.0)),
            "QUANTIZE (y): a difference of up to 2,147,483,648, times 1 from its scales, does not "
            "fit int32",
        ),
        (
            quantized("int32", "int16", (1.0, 2.0), zero=1),
            "QUANTIZE (y): tensor 0 (x) is int32 with the scale 1 and the zero point 1",
        ),
        (
            quantized("int32", "int8", (float("inf"), 2.0)),
            "QUANTIZE (y): tensor 0 (x) is int32 with the scale inf and the zero point 0",
        ),
        (
            quantized("int16", "int32", (1.0, 2.0**-16)),
            "QUANTIZE (y): a difference of up to 32,768, times 65536 from its scales, does not fit "
            "int32",
        ),
        (
            quantized("uint8", "int16", (1.0, 1.0)),
            "QUANTIZE (y): tensor 1 (y) is int16, not int8",
        ),
    ],
)
def test_what_is_refused(made: tuple[Builder, int], expected: str) -> None:
    assert problem(*made) == expected


def graph_of(made: tuple[Builder, int]) -> Graph:
    b, y = made
    return read(b.build([y]), file="m.tflite")


@pytest.mark.parametrize(
    ("made", "wide"),
    [
        (dense(), True),
        (dense(name_int32=True), False),
        (dense(bias=np.zeros(1, np.int64), name_int32=True), True),
        (dense(bias=np.zeros(1, np.int32)), False),
    ],
)
def test_the_bias_says_in_how_many_bits_sums_are_requantized(
    made: tuple[Builder, int], wide: bool
) -> None:
    graph = graph_of(made)
    op = graph.ops[0]
    assert isinstance(op, Conv2D | FullyConnected)
    assert sums_are_wide(op, graph) is wide


def test_sums_that_fit_no_int32_are_taken_with_a_bias_of_int64() -> None:
    graph_of(dense(depth=1000, bias=np.array([2**40], np.int64), scales=(1.0, 2.0**-9, 2.0**5)))
