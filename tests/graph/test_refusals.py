"""What the operators along axes, on places, matrices and rows refuse, in whole messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.tflite_builder import Builder, Shape, schema

from tinyedge.errors import ModelError
from tinyedge.graph.ops import TransposeConv
from tinyedge.graph.read import read
from tinyedge.graph.types import Graph

RECONVERT = "convert the model again with a current converter"


def graph_of(b: Builder, y: int) -> Graph:
    return read(b.build([y]), file="m.tflite")


def problem(b: Builder, y: int) -> str:
    """The error without the file's name, and without the usual remedies."""
    with pytest.raises(ModelError) as caught:
        graph_of(b, y)
    return str(caught.value).removeprefix("m.tflite: ").removesuffix(f"; {RECONVERT}")


def layer(
    kind: str,
    given: Shape,
    *constants: Any,
    options: Any = None,
    x: Shape = (2, 3),
    zero_point: int = 0,
    scales: tuple[float, float] = (1.0, 1.0),
    zero_point_out: int | None = None,
    dtype: str = "int8",
) -> tuple[Builder, int]:
    """x -> the operator of that kind, with int32 constants -> y."""
    b = Builder()
    source = b.input(x, scale=scales[0], zero_point=zero_point, name="x")
    numbers = [b.constant(np.asarray(values, np.int32)) for values in constants]
    last = zero_point if zero_point_out is None else zero_point_out
    quant = {"scale": scales[1], "zero_point": last} if dtype == "int8" else {}
    y = b.tensor(given, dtype=dtype, name="y", **quant)
    b.operator(kind, [source, *numbers], [y], options)
    return b, y


def gather(axis: int, batch_axes: int = 0) -> Any:
    options = schema.GatherOptionsT()
    options.axis, options.batchDims = axis, batch_axes
    return options


def resize(kind: str, *, corners: bool = False, centers: bool = False) -> Any:
    options = getattr(schema, kind)()
    options.alignCorners, options.halfPixelCenters = corners, centers
    return options


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            layer("REDUCE_MAX", (2,), [1], scales=(1.0, 0.5)),
            "REDUCE_MAX (y): tensor 0 (x) has scale 1 and zero point 0, the output 0.5 and 0, and "
            "TFLite Micro does not rescale here",
        ),
        (
            layer("REDUCE_MIN", (3,), [1]),
            "REDUCE_MIN (y): the output is [3], where [2] follows",
        ),
        (
            layer("SUM", (2,), [1], scales=(2.0**30, 1.0)),
            "SUM (y): a sum of up to 384, times 1.07374e+09 from its scales, does not fit int32; "
            "reduce the weights' range or the layer's inputs, and convert again",
        ),
        (
            layer("ARG_MAX", (2,), 1, dtype="int64"),
            "layer 0 ARG_MAX (y) gives int64, where TFLite Micro gives int32; export it with "
            "output_type=tf.int32",
        ),
        (
            layer("ARG_MIN", (3,), 1, dtype="int32"),
            "ARG_MIN (y): the output is [3], where [2] follows",
        ),
        (
            layer("GATHER", (2, 2), [0, 3], options=gather(1)),
            "GATHER (y): takes index 3, outside of [2, 3]",
        ),
        (
            layer("GATHER", (2, 2), [0, -1], options=gather(1)),
            "GATHER (y): takes index -1, outside of [2, 3]",
        ),
        (
            layer("GATHER", (2, 3), [[0], [1]], options=gather(0, 1)),
            "layer 0 GATHER (y) has axis 0 and 1 batch axes, for tensors of 2 and 2 axes; export "
            "or download it again",
        ),
        (
            layer("GATHER_ND", (1, 3), [[2]], options=schema.GatherNdOptionsT()),
            "GATHER_ND (y): takes index 2, outside of [2, 3]",
        ),
        (
            layer("GATHER_ND", (1,), [[0, 0, 0]], options=schema.GatherNdOptionsT()),
            "GATHER_ND (y): indices of [1, 3] into [2, 3]",
        ),
        (
            layer(
                "RESIZE_NEAREST_NEIGHBOR",
                (1, 4, 4, 1),
                [4, 5],
                x=(1, 2, 2, 1),
                options=resize("ResizeNearestNeighborOptionsT"),
            ),
            "layer 0 RESIZE_NEAREST_NEIGHBOR (y) has an output of 4 x 4 and is told to give "
            "[4, 5]; export or download it again",
        ),
        (
            layer(
                "RESIZE_BILINEAR",
                (1, 55, 4, 1),
                [55, 4],
                x=(1, 1, 2, 1),
                options=resize("ResizeBilinearOptionsT"),
            ),
            "RESIZE_BILINEAR (y): from 1 to 55 rows TFLite Micro steps past the end of the input; "
            "resize in two steps, or by a power of two",
        ),
        (
            layer(
                "RESIZE_BILINEAR",
                (1, 4, 4, 1),
                [4, 4],
                x=(1, 2, 2, 1),
                options=resize("ResizeBilinearOptionsT", corners=True, centers=True),
            ),
            "RESIZE_BILINEAR (y): both align_corners and half_pixel_centers, which TFLite Micro "
            "refuses",
        ),
        (
            layer("L2_NORMALIZATION", (2, 3), options=schema.L2NormOptionsT()),
            "L2_NORMALIZATION (y): the output has scale 1 and zero point 0, where TFLite Micro "
            "computes with 0.0078125 and 0",
        ),
        (
            layer(
                "L2_NORMALIZATION",
                (1, 2**17),
                x=(1, 2**17),
                scales=(1.0, 1 / 128),
                options=schema.L2NormOptionsT(),
            ),
            "L2_NORMALIZATION (y): the squares of 131,072 elements do not fit int32",
        ),
        (
            layer("LOG_SOFTMAX", (4096,), x=(4096,), scales=(1.0, 1 / 16), zero_point_out=127),
            "LOG_SOFTMAX (y): a row of 4096 elements, where TFLite Micro takes 1 to 4095",
        ),
        (
            layer("LOG_SOFTMAX", (4,), x=(4,), scales=(16.0, 1 / 16), zero_point_out=127),
            "LOG_SOFTMAX (y): the input scale is 16, out of range",
        ),
        (
            layer("CUMSUM", (2, 3), 1, zero_point=5, options=schema.CumsumOptionsT()),
            "CUMSUM (y): the input has the zero point 5, which TFLite Micro's kernel adds to every "
            "sum: its result would be wrong; quantize its input symmetrically, or add with a "
            "FULLY_CONNECTED of ones",
        ),
        (
            layer("CUMSUM", (32,), 0, x=(32,), options=schema.CumsumOptionsT()),
            "CUMSUM (y): sums of 32 elements overflow in TFLite Micro's kernel; add with a "
            "FULLY_CONNECTED of ones instead",
        ),
        (
            layer("CUMSUM", (2, 3), [0, 1], options=schema.CumsumOptionsT()),
            "layer 0 CUMSUM (y) has the axis [0, 1] for a tensor of 2 axes; export or download it "
            "again",
        ),
    ],
    ids=lambda made: made if isinstance(made, str) else "",
)
def test_what_is_refused(made: tuple[Builder, int], expected: str) -> None:
    assert problem(*made) == expected


def product(first: Shape, second: Shape, given: Shape, scale: float = 1.0) -> tuple[Builder, int]:
    b = Builder()
    x = b.input(first, scale=1.0, name="x")
    w = b.input(second, scale=1.0, name="w")
    y = b.tensor(given, scale=scale, name="y")
    b.operator("BATCH_MATMUL", [x, w], [y], schema.BatchMatMulOptionsT())
    return b, y


def test_matrices_that_do_not_fit() -> None:
    assert problem(*product((2, 3), (2, 3), (2, 3))) == (
        "BATCH_MATMUL (y): [2, 3] and [2, 3] cannot be multiplied"
    )
    assert problem(*product((2, 2, 3), (3, 3, 4), (2, 2, 4))) == (
        "BATCH_MATMUL (y): [2, 2, 3] and [3, 3, 4] cannot be multiplied"
    )
    assert problem(*product((3,), (3, 4), (4,))) == "BATCH_MATMUL (y): 1 and 2 axes, not 2 to 5"


def test_a_product_of_matrices_that_overflows() -> None:
    """2**17 * 128 * 128 = 2**31, one too many."""
    graph_of(*product((1, 2**17 - 1), (2**17 - 1, 1), (1, 1), scale=2.0**10))
    assert problem(*product((1, 2**17), (2**17, 1), (1, 1), scale=2.0**10)) == (
        "BATCH_MATMUL (y): a sum of up to 2,147,483,648, times 0.000976562 from its scales, does "
        "not fit int32; reduce the weights' range or the layer's inputs, and convert again"
    )


def test_the_shape_that_a_transpose_conv_is_told_may_be_computed() -> None:
    """Keras writes SHAPE, STRIDED_SLICE and PACK for it, as before a RESHAPE."""
    b = Builder()
    x = b.input((1, 2, 2, 3), scale=1.0)
    told, y = b.tensor((4,), dtype="int32"), b.tensor((1, 4, 4, 2), scale=1.0)
    weights = b.constant(np.ones((2, 3, 3, 3), np.int8), scale=1.0)
    options = schema.TransposeConvOptionsT()
    options.strideH = options.strideW = 2
    options.padding = schema.Padding.SAME
    b.operator("SHAPE", [x], [told], schema.ShapeOptionsT())
    b.operator("TRANSPOSE_CONV", [told, weights, x], [y], options)
    (op,) = graph_of(b, y).ops
    assert isinstance(op, TransposeConv)
    assert (op.inputs, op.pad) == ((0, 3, -1), (0, 0))


def test_a_transpose_conv_whose_weights_take_other_channels() -> None:
    b = Builder()
    x = b.input((1, 2, 2, 3), scale=1.0)
    y = b.tensor((1, 4, 4, 2), scale=1.0, name="y")
    weights = b.constant(np.ones((2, 3, 3, 1), np.int8), scale=1.0)
    options = schema.TransposeConvOptionsT()
    options.strideH = options.strideW = 2
    b.operator(
        "TRANSPOSE_CONV", [b.constant(np.array([1, 4, 4, 2], np.int32)), weights, x], [y], options
    )
    assert problem(b, y) == "TRANSPOSE_CONV (y): the weights take 1 channels and the input has 3"


def test_int4_weights_are_taken_where_tflm_takes_them() -> None:
    """Of FULLY_CONNECTED with one scale, not with several; of TRANSPOSE_CONV and others never."""
    b = Builder()
    x = b.input((1, 4), scale=0.5)
    weights = b.constant(np.ones((2, 4), np.int8), scale=(0.5, 0.25), dtype="int4")
    y = b.fully_connected(x, weights, scale=1.0)
    assert problem(b, y) == (
        "FULLY_CONNECTED (t2): 2 scales of int4 weights, where TFLite Micro takes one; "
        "quantize this layer per tensor, or to int8"
    )
    b = Builder()
    x = b.input((1, 4), scale=0.5)
    y = b.add(x, b.constant(np.ones(4, np.int8), scale=0.5, dtype="int4"), scale=1.0)
    assert problem(b, y) == "has int4 weights (layer 0 ADD); quantize it with int8 weights"
    b = Builder()
    x = b.input((1, 4), scale=0.5)
    y = b.tensor((1, 4), scale=0.5, dtype="int4")
    b.operator("QUANTIZE", [x], [y])
    assert problem(b, b.quantize(y, scale=0.5)) == (
        "tensor 1 (t1) is int4 and computed at run time; quantize activations to int8"
    )
    b = Builder()
    x = b.input((1, 4), scale=0.5, dtype="int16")
    weights = b.constant(np.ones((2, 4), np.int8), scale=0.5, dtype="int4")
    y = b.tensor((1, 2), scale=1.0, dtype="int16")
    b.operator("FULLY_CONNECTED", [x, weights], [y], schema.FullyConnectedOptionsT())
    assert problem(b, y) == (
        "FULLY_CONNECTED (t2): int4 weights beside int16 activations; quantize its weights to int8"
    )


SIX = (1, 2, 1, 3, 1, 2)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (layer("TRANSPOSE", SIX, np.arange(6), x=SIX), "TRANSPOSE"),
        (layer("SLICE", SIX, [0] * 6, [-1] * 6, x=SIX), "SLICE"),
        (layer("PAD", SIX, np.zeros((6, 2)), x=SIX), "PAD"),
        (layer("BROADCAST_TO", SIX, SIX, x=SIX), "BROADCAST_TO"),
    ],
)
def test_converting_again_would_not_take_axes_away(made: tuple[Builder, int], kind: str) -> None:
    """Nor is a SLICE a STRIDED_SLICE to whom has the file before them."""
    assert problem(*made) == (
        f"{kind} (y): 6 axes, where TFLite Micro takes 5; "
        "reshape the tensors around it to fewer axes"
    )


def test_an_output_that_is_a_constant_of_the_file_is_always_the_same() -> None:
    """The counter of a WHILE becomes one."""
    b = Builder()
    y = b.relu(b.input((1, 4), scale=0.5), scale=0.5)
    always = b.constant(np.ones(4, np.int8), scale=0.5)
    with pytest.raises(ModelError) as caught:
        read(b.build([y, always]), file="m.tflite")
    assert str(caught.value) == (
        "m.tflite: its output tensor 2 (t2) depends on no input: it is always the same; "
        "remove that output"
    )
