"""What is read from a .tflite file."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from support.edited import edited
from support.tflite_builder import Builder, schema

from tinyedge.graph.naming import identifier
from tinyedge.graph.ops import (
    Activation,
    Conv2D,
    DepthwiseConv2D,
    Dequantize,
    FullyConnected,
    Mean,
    Pad,
    Quantize,
    Reshape,
)
from tinyedge.graph.read import read
from tinyedge.graph.types import DType, Graph, Quant

Pair = tuple[int, int]


def int8(*shape: int, value: int = 1) -> Any:
    return np.full(shape, value, np.int8)


def conv_model(**options: Any) -> bytes:
    b = Builder()
    x = b.input((1, 8, 8, 3), scale=0.5, zero_point=-3, name="image")
    w = b.constant(int8(4, 3, 3, 3), scale=[0.1, 0.2, 0.3, 0.4], name="weights")
    bias = b.constant(np.arange(4, dtype=np.int32), scale=0.05)
    return b.build([b.conv_2d(x, w, bias, scale=0.25, zero_point=7, name="out", **options)])


def read_model(data: bytes) -> Graph:
    return read(data, file="models/my-model.v2.tflite")


def test_a_convolution_is_read_with_all_it_needs() -> None:
    data = conv_model(stride=(2, 1), activation="RELU6")

    graph = read_model(data)

    assert graph.name == "my_model_v2"
    assert graph.sha256 == hashlib.sha256(data).hexdigest()
    assert (graph.inputs, graph.outputs) == ((0,), (3,))
    assert graph.ops == (Conv2D((0, 1, 2), (3,), (2, 1), (1, 1), (0, 1), Activation.RELU6),)
    image, weights, bias, out = graph.tensors
    assert (image.name, image.shape, image.dtype) == ("image", (1, 8, 8, 3), DType.INT8)
    assert image.quant == Quant((0.5,), (-3,))
    assert image.data is None
    assert weights.quant is not None
    assert weights.quant.scales == tuple(float(np.float32(s)) for s in (0.1, 0.2, 0.3, 0.4))
    assert bias.data is not None
    assert bias.data.tolist() == [0, 1, 2, 3]
    assert bias.dtype is DType.INT32
    assert out.quant == Quant((0.25,), (7,))


def test_the_name_can_be_given() -> None:
    assert read(conv_model(), file="x.tflite", name="My Net").name == "My_Net"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kws", "kws"),
        ("my-model.v2", "my_model_v2"),
        ("2nd", "model_2nd"),
        ("___", "model"),
        ("int", "model_int"),
        ("features", "model_features"),
        ("String", "model_String"),
        ("main", "model_main"),
        ("te_conv_2d", "model_te_conv_2d"),
        ("größe", "gr_e"),
        ("a" * 40, "a" * 31),
        ("a" * 30 + "-b", "a" * 30),
    ],
)
def test_names_become_identifiers(text: str, expected: str) -> None:
    assert identifier(text) == expected


# By hand: SAME gives ceil(size / stride) rows; the padding is what their windows need beyond the
# input, the odd row below. (8, 3, 2): 4 rows reach to 3*2+3 = 9, one row of padding, below.
@pytest.mark.parametrize(
    ("size", "window", "stride", "dilation", "top", "rows"),
    [
        (8, 3, 1, 1, 1, 8),
        (8, 3, 2, 1, 0, 4),
        (9, 3, 2, 1, 1, 5),
        (8, 4, 1, 1, 1, 8),
        (8, 3, 1, 2, 2, 8),
        (8, 2, 1, 3, 1, 8),
        (5, 1, 3, 1, 0, 2),
        (3, 9, 1, 1, 4, 3),
        (50, 10, 2, 1, 4, 25),
    ],
)
def test_same_padding_is_that_of_tflite_micro(
    size: int, window: int, stride: int, dilation: int, top: int, rows: int
) -> None:
    b = Builder()
    x = b.input((1, size, 1, 1), scale=1.0)
    w = b.constant(int8(1, window, 1, 1), scale=1.0)
    steps = {"stride": (stride, 1), "dilation": (dilation, 1)}
    graph = read_model(b.build([b.conv_2d(x, w, scale=1.0, padding="SAME", **steps)]))

    (op,) = graph.ops
    assert isinstance(op, Conv2D)
    assert op.pad == (top, 0)
    assert graph.tensor(op.outputs[0]).shape == (1, rows, 1, 1)


def test_valid_padding_is_none() -> None:
    (op,) = read_model(conv_model(padding="VALID")).ops
    assert isinstance(op, Conv2D)
    assert op.pad == (0, 0)


def test_a_bias_left_out_is_minus_one() -> None:
    b = Builder()
    x = b.input((1, 4, 4, 2), scale=1.0)
    y = b.depthwise_conv_2d(x, b.constant(int8(1, 3, 3, 4), scale=1.0), scale=1.0)
    z = b.fully_connected(y, b.constant(int8(5, 64), scale=1.0), scale=8.0)
    depthwise, dense = read_model(b.build([z])).ops

    assert isinstance(depthwise, DepthwiseConv2D)
    assert depthwise.inputs == (0, 1, -1)
    assert depthwise.multiplier == 2
    assert isinstance(dense, FullyConnected)
    assert dense.inputs == (2, 3, -1)


def test_axes_of_a_mean_are_counted_from_the_front_and_sorted() -> None:
    b = Builder()
    x = b.input((1, 4, 4, 2), scale=1.0)
    (op,) = read_model(b.build([b.mean(x, [-2, 1, 2], scale=1.0)])).ops
    assert op == Mean((0, 2), (1,), (1, 2))


def test_paddings_are_numbers() -> None:
    b = Builder()
    x = b.input((1, 4, 4, 2), scale=1.0)
    (op,) = read_model(b.build([b.pad(x, [(0, 0), (1, 2), (3, 0), (0, 0)])])).ops
    assert op == Pad((0, 2), (1,), (0, 1, 3, 0), (0, 2, 0, 0))


def test_reshape_squeeze_and_expand_dims_are_one_operator() -> None:
    b = Builder()
    x = b.input((1, 4, 1, 2), scale=1.0)
    graph = read_model(b.build([b.expand_dims(b.squeeze(b.reshape(x, (1, 8)), [0]), 0)]))
    assert graph.ops == (
        Reshape((0,), (1,), "RESHAPE"),
        Reshape((1,), (3,), "SQUEEZE"),
        Reshape((3,), (4,), "EXPAND_DIMS"),
    )


def test_float32_is_legal_at_the_border_and_in_views() -> None:
    b = Builder()
    x = b.input((1, 4), dtype="float32")
    y = b.tensor((4,), dtype="float32")
    b.operator("RESHAPE", [x], [y], schema.ReshapeOptionsT())
    z = b.dequantize(b.tanh(b.quantize(y, scale=0.1)))
    graph = read_model(b.build([z]))
    assert [type(op).__name__ for op in graph.ops] == ["Reshape", "Quantize", "Tanh", "Dequantize"]
    assert isinstance(graph.ops[1], Quantize)
    assert isinstance(graph.ops[3], Dequantize)


def test_operators_that_only_compute_a_shape_are_left_out() -> None:
    """Converters write them before a RESHAPE, as in MLPerf Tiny's anomaly detection."""
    b = Builder()
    x = b.input((1, 4, 2), scale=1.0)
    shape, first = b.tensor((3,), dtype="int32"), b.tensor((), dtype="int32")
    both, y = b.tensor((2,), dtype="int32"), b.tensor((1, 8), scale=1.0)
    bounds = [b.constant(np.array([n], np.int32)) for n in (0, 1, 1)]
    b.operator("SHAPE", [x], [shape], schema.ShapeOptionsT())
    b.operator("STRIDED_SLICE", [shape, *bounds], [first], schema.StridedSliceOptionsT())
    b.operator("PACK", [first, b.constant(np.int32(8))], [both], schema.PackOptionsT())
    b.operator("RESHAPE", [x, both], [y], schema.ReshapeOptionsT())
    assert read_model(b.build([y])).ops == (Reshape((0,), (4,), "RESHAPE"),)


def test_a_batch_of_any_size_is_read() -> None:
    b = Builder()
    x = b.input((3, 4, 4, 2), scale=1.0)
    y = b.conv_2d(x, b.constant(int8(5, 1, 1, 2), scale=1.0), scale=1.0)
    assert read_model(b.build([y])).tensors[2].shape == (3, 4, 4, 5)


def test_an_unknown_batch_in_the_signature_is_one() -> None:
    """Keras writes shape_signature [-1, ...] beside the shape [1, ...]."""

    def unknown_batch(model: Any) -> None:
        model.subgraphs[0].tensors[0].shapeSignature = [-1, 8, 8, 3]

    assert read_model(edited(conv_model(), unknown_batch)).tensors[0].shape == (1, 8, 8, 3)


def test_names_are_printable() -> None:
    b = Builder()
    x = b.input((1, 4), scale=1.0, name="in\nput\x1b[31m*/")
    assert read_model(b.build([b.tanh(x)])).tensors[0].name == "in?put?[31m*/"
