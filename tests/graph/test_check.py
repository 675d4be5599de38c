"""What makes a graph legal, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from support.tflite_builder import Builder, schema

from tinyedge.errors import ModelError
from tinyedge.graph.check import check
from tinyedge.graph.checks import CHECKS
from tinyedge.graph.checks.site import left_shift
from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.ops import Op, Reshape
from tinyedge.graph.read import read
from tinyedge.graph.types import Graph

RECONVERT = "convert the model again with a current converter"
REDUCE = "reduce the weights' range or the layer's inputs, and convert again"


def int8(*shape: int, value: int = 1) -> Any:
    return np.full(shape, value, np.int8)


def graph_of(b: Builder, *outputs: int) -> Graph:
    return read(b.build(outputs), file="m.tflite")


def problem(b: Builder, *outputs: int) -> str:
    """The error without the file's name, and without the usual remedy."""
    with pytest.raises(ModelError) as caught:
        graph_of(b, *outputs)
    return str(caught.value).removeprefix("m.tflite: ").removesuffix(f"; {RECONVERT}")


def test_every_operator_has_a_check_and_an_importer() -> None:
    assert set(CHECKS) == set(get_args(Op))
    other_names = {"SQUEEZE", "EXPAND_DIMS", "SLICE", "SPLIT_V", "PADV2", "FILL", "IF", "WHILE"}
    assert {op.kind for op in get_args(Op)} | other_names == set(IMPORTERS)


def tiny() -> Graph:
    """x -> TANH -> y -> LOGISTIC -> z"""
    b = Builder()
    return graph_of(b, b.logistic(b.tanh(b.input((1, 4), scale=0.1, name="x"), name="y"), name="z"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"ops": lambda ops: ops[::-1]},
            f"LOGISTIC (z) (after swap): tensor 1 (y) is read before it is computed; {RECONVERT}",
        ),
        (
            {"ops": lambda ops: (*ops, ops[1])},
            f"LOGISTIC (z) (after swap): tensor 2 (z) has a value already; {RECONVERT}",
        ),
        (
            {"ops": lambda ops: (Reshape((0,), (0,)), *ops)},
            f"RESHAPE (x) (after swap): tensor 0 (x) has a value already; {RECONVERT}",
        ),
        (
            {"outputs": lambda _: (0,)},
            "its output tensor 0 (x) is not computed by any operator; remove that output",
        ),
        ({"outputs": lambda _: (2, 2)}, f"lists an input or output twice; {RECONVERT}"),
        ({"inputs": lambda _: (0, 0)}, f"lists an input or output twice; {RECONVERT}"),
        (
            {"inputs": lambda _: ()},
            f"takes no input, so that its answer is always the same; {RECONVERT}",
        ),
    ],
)
def test_the_order_of_operators(changes: dict[str, Any], expected: str) -> None:
    graph = tiny()
    changed: dict[str, Any] = {k: change(getattr(graph, k)) for k, change in changes.items()}
    with pytest.raises(ModelError) as caught:
        check(replace(graph, **changed), file="m.tflite", after="swap")
    assert str(caught.value) == f"m.tflite: {expected}"


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf"), 1e-20, 1e20])
def test_scales_are_of_a_sane_size(scale: float) -> None:
    b = Builder()
    assert problem(b, b.relu(b.input((1, 4), scale=scale), scale=1.0)) == (
        f"tensor 0 (t0) has the scale {np.float32(scale):g}, not 9e-19 to 1e+18"
    )


@pytest.mark.parametrize("scale", [2.0**-29, 2.0**33])
def test_scales_that_curves_take(scale: float) -> None:
    b = Builder()
    assert problem(b, b.tanh(b.input((1, 4), scale=scale), name="y")) == (
        f"TANH (y): the input scale is {scale:g}, not 4e-09 to 4e+09"
    )


def test_zero_points_are_int8() -> None:
    b = Builder()
    assert problem(b, b.tanh(b.input((1, 4), scale=0.1, zero_point=128), name="y")) == (
        "TANH (y): tensor 0 (t0) has the zero point 128"
    )


def test_activations_have_one_scale() -> None:
    b = Builder()
    assert problem(b, b.tanh(b.input((2, 1), scale=[0.1, 0.2]), name="y")) == (
        "TANH (y): tensor 0 (t0) has 2 scales, not one"
    )


def test_activations_are_quantized() -> None:
    b = Builder()
    assert problem(b, b.tanh(b.input((1, 2)), name="y")) == (
        "TANH (y): tensor 0 (t0) has 0 scales, not one"
    )


# Operators with weights


def conv(
    *,
    weights: Any,
    scale: float | Sequence[float] = 1.0,
    zero_point: int = 0,
    axis: int = 0,
    bias: Any = None,
    x: Any = (1.0, 0),
    y_scale: float = 1.0,
    channels: int = 1,
) -> tuple[Builder, int]:
    b = Builder()
    image = b.input((1, 8, 8, channels), scale=x[0], zero_point=x[1])
    w = b.constant(weights, scale=scale, zero_point=zero_point, axis=axis)
    c = -1 if bias is None else b.constant(bias)
    return b, b.conv_2d(image, w, c, scale=y_scale, name="y")


def test_the_largest_sum_that_fits_and_the_next() -> None:
    """One weight of 127, inputs up to 128 from the zero point, a multiplier just below 1.

    127 * 128 = 16,256; int32 less the zero point's 128 leaves 2,147,483,519 - 16,256 for the bias.
    """
    most = 2**31 - 1 - 128 - 127 * 128
    weights = int8(1, 1, 1, 1, value=127)
    for sign in (1, -1):
        b, y = conv(weights=weights, bias=np.array([sign * most], np.int32), scale=0.999)
        graph_of(b, y)
    b, y = conv(weights=weights, bias=np.array([-most - 1], np.int32), scale=0.999)
    assert problem(b, y) == (
        "CONV_2D (y): output channel 0: a sum of up to 2,147,483,520, times 0.999 from its scales, "
        f"does not fit int32; {REDUCE}"
    )


def test_the_zero_point_counts() -> None:
    """From zero point -128, inputs are up to 255 away: 127 * 255 = 32,385."""
    most = 2**31 - 1 - 128 - 127 * 255
    weights = int8(1, 1, 1, 1, value=-127)
    for bias in (most, most + 1):
        b, y = conv(weights=weights, bias=np.array([bias], np.int32), scale=0.999, x=(1.0, -128))
        if bias == most:
            graph_of(b, y)
        else:
            assert "a sum of up to 2,147,483,520," in problem(b, y)


def test_a_multiplier_above_one_shifts_the_sum_left_first() -> None:
    """Times 1.5 is a shift by one: half of int32 is left. Channel 1 is the one that fails."""
    bias = np.array([2**29, 2**30], np.int32)
    b, y = conv(weights=int8(2, 1, 1, 1), bias=bias, scale=[1.0, 1.5])
    assert problem(b, y) == (
        "CONV_2D (y): output channel 1: a sum of up to 1,073,741,952, times 1.5 from its scales, "
        f"does not fit int32; {REDUCE}"
    )


def test_all_weights_zero_still_needs_a_shift_that_kernels_take() -> None:
    b, y = conv(weights=int8(1, 1, 1, 1, value=0), scale=1e10, y_scale=1e-3)
    assert "output channel 0: a sum of up to 0, times 1e+13 from its scales" in problem(b, y)


@pytest.mark.parametrize(
    ("multiplier", "shift"),
    [(0.0, 0), (0.25, 0), (0.999, 0), (1 - 2.0**-40, 1), (1.0, 1), (1.5, 1), (2.0, 2), (1000, 10)],
)
def test_left_shifts_are_those_of_quantize_multiplier(multiplier: float, shift: int) -> None:
    assert left_shift(multiplier) == shift


def test_scales_of_weights() -> None:
    assert problem(*conv(weights=int8(3, 1, 1, 2), scale=[1.0, 1.0], channels=2, axis=3)) == (
        "CONV_2D (y): 2 scales of weights for 3 output channels"
    )
    assert problem(*conv(weights=int8(2, 1, 1, 2), scale=[1.0, 1.0], channels=2, axis=3)) == (
        "CONV_2D (y): the scales of the weights lie along axis 3, not 0"
    )
    assert problem(*conv(weights=int8(2, 1, 1, 1), zero_point=1)) == (
        "CONV_2D (y): the weights have zero points other than 0"
    )
    assert problem(*conv(weights=int8(2, 1, 1, 1), scale=[1.0, 1.0], axis=1)) == (
        "CONV_2D (y): the scales of the weights lie along axis 1, not 0"
    )


def test_biases() -> None:
    assert problem(*conv(weights=int8(2, 1, 1, 1), bias=np.zeros(3, np.int32))) == (
        "CONV_2D (y): the bias is [3], not [2]"
    )
    assert problem(*conv(weights=int8(2, 1, 1, 1), bias=int8(2))) == (
        "CONV_2D (y): tensor 2 (t2) is int8, not int32"
    )


def test_old_converters_gave_biases_the_axis_of_their_weights() -> None:
    b = Builder()
    x = b.input((1, 4, 4, 2), scale=1.0)
    w = b.constant(int8(1, 3, 3, 2), scale=[0.5, 0.25], axis=3)
    bias = b.constant(np.zeros(2, np.int32), scale=[0.5, 0.25], axis=3)
    graph_of(b, b.depthwise_conv_2d(x, w, bias, scale=1.0))


def test_weights_that_are_computed() -> None:
    b = Builder()
    x, w = b.input((1, 4, 4, 1), scale=1.0), b.input((1, 1, 1, 1), scale=1.0)
    assert problem(b, b.conv_2d(x, w, scale=1.0, name="y")) == (
        "CONV_2D (y): tensor 1 (t1) is computed at run time, not a constant"
    )


def test_grouped_convolutions() -> None:
    assert problem(*conv(weights=int8(4, 3, 3, 1), channels=2)) == (
        "CONV_2D (y): the weights take 1 channels and the input has 2; "
        "grouped convolutions are not supported: use depthwise or plain ones"
    )


def test_depthwise_weights() -> None:
    b = Builder()
    x = b.input((1, 4, 4, 2), scale=1.0)
    y = b.depthwise_conv_2d(x, b.constant(int8(1, 3, 3, 5), scale=1.0), scale=1.0, name="y")
    assert problem(b, y) == (
        "DEPTHWISE_CONV_2D (y): the weights are [1, 3, 3, 5] for 2 channels and a multiplier of 2"
    )


def test_the_inputs_of_a_fully_connected_layer_must_divide() -> None:
    b = Builder()
    x, w = b.input((2, 6), scale=1.0), b.constant(int8(3, 4), scale=1.0)
    y = b.tensor((3, 5), scale=1.0, name="y")
    b.operator("FULLY_CONNECTED", [x, w], [y], schema.FullyConnectedOptionsT())
    assert problem(b, y) == "FULLY_CONNECTED (y): the output is [3, 5], where [3, 3] follows"
    b = Builder()
    x, w = b.input((2, 6), scale=1.0), b.constant(int8(3, 5), scale=1.0)
    y = b.tensor((2, 3), scale=1.0, name="y")
    b.operator("FULLY_CONNECTED", [x, w], [y], schema.FullyConnectedOptionsT())
    assert problem(b, y) == (
        "FULLY_CONNECTED (y): an input of [2, 6] and weights of [3, 5] do not give [2, 3]"
    )


def test_a_bias_of_another_scale() -> None:
    b = Builder()
    x, w = b.input((1, 4), scale=0.5), b.constant(int8(3, 4), scale=0.5)
    bias = b.constant(np.zeros(3, np.int32), scale=0.5)
    assert problem(b, b.fully_connected(x, w, bias, scale=1.0, name="y")) == (
        "FULLY_CONNECTED (y): the bias has scale 0.5, far from 0.25, input times weights"
    )


# Operators without weights


def test_shapes_follow_from_the_inputs() -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=0.1), b.tensor((1, 5), scale=1 / 128, name="y")
    b.operator("TANH", [x], [y])
    assert problem(b, y) == "TANH (y): the output is [1, 5], where [1, 4] follows"


def test_operands_that_do_not_broadcast() -> None:
    b = Builder()
    x, z = b.input((1, 4), scale=0.1), b.input((1, 3), scale=0.1)
    y = b.tensor((1, 4), scale=0.1, name="y")
    b.operator("ADD", [x, z], [y], schema.AddOptionsT())
    assert problem(b, y) == "ADD (y): [1, 4] and [1, 3] do not broadcast"


@pytest.mark.parametrize(
    ("scale", "zero_point", "accepted"),
    [(0.5, 3, True), (0.5 + 5e-7, 3, True), (0.5 + 3e-6, 3, False), (0.5, 4, False)],
)
def test_pools_keep_the_quantization_as_closely_as_tflite_micro_asks(
    scale: float, zero_point: int, accepted: bool
) -> None:
    b = Builder()
    x = b.input((1, 4, 4, 1), scale=0.5, zero_point=3)
    y = b.tensor((1, 2, 2, 1), scale=scale, zero_point=zero_point, name="y")
    options = schema.Pool2DOptionsT()
    options.filterHeight = options.filterWidth = options.strideH = options.strideW = 2
    b.operator("MAX_POOL_2D", [x], [y], options)
    if accepted:
        graph_of(b, y)
    else:
        assert problem(b, y) == (
            f"MAX_POOL_2D (y): tensor 0 (t0) has scale 0.5 and zero point 3, the output {scale:g} "
            f"and {zero_point}, and TFLite Micro does not rescale here"
        )


@pytest.mark.parametrize("kind", ["RESHAPE", "PAD", "CONCATENATION"])
def test_movers_keep_the_quantization(kind: str) -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=0.5), b.tensor((1, 4), scale=0.25, name="y")
    match kind:
        case "RESHAPE":
            b.operator(kind, [x], [y], schema.ReshapeOptionsT())
        case "PAD":
            paddings = b.constant(np.zeros((2, 2), np.int32))
            b.operator(kind, [x, paddings], [y], schema.PadOptionsT())
        case _:
            b.operator(kind, [x], [y], schema.ConcatenationOptionsT())
    assert problem(b, y) == (
        f"{kind} (y): tensor 0 (t0) has scale 0.5 and zero point 0, the output 0.25 and 0, and "
        "TFLite Micro does not rescale here"
    )


def test_relu6_that_would_rescale() -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=0.5), b.tensor((1, 4), scale=0.25, name="y")
    b.operator("RELU6", [x], [y])
    assert problem(b, y) == (
        "RELU6 (y): it rescales from 0.5 to 0.25, which TFLite Micro's kernel does not do: its "
        "result would be wrong; "
        "convert the model again with the activation fused into the layer before"
    )


@pytest.mark.parametrize(
    ("kind", "due"),
    [("SOFTMAX", "0.00390625 and -128"), ("LOGISTIC", "0.00390625 and -128"),
     ("TANH", "0.0078125 and 0")],
)  # fmt: skip
def test_curves_have_the_output_quantization_of_their_kernels(kind: str, due: str) -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=0.5), b.tensor((1, 4), scale=0.5, zero_point=2, name="y")
    options = schema.SoftmaxOptionsT() if kind == "SOFTMAX" else None
    b.operator(kind, [x], [y], options)
    assert problem(b, y) == (
        f"{kind} (y): the output has scale 0.5 and zero point 2, where TFLite Micro computes with "
        f"{due}"
    )


def test_a_row_too_long_for_softmax() -> None:
    b = Builder()
    graph_of(b, b.softmax(b.input((1, 511), scale=0.1)))
    b = Builder()
    assert problem(b, b.softmax(b.input((1, 512), scale=0.1), name="y")) == (
        "SOFTMAX (y): a row of 512 elements, where TFLite Micro takes 1 to 511"
    )


def test_a_softmax_of_nothing() -> None:
    b = Builder()
    assert problem(b, b.softmax(b.input((1, 4), scale=0.1), beta=0.0, name="y")) == (
        "SOFTMAX (y): beta 0 times the input scale is 0, out of range"
    )


def test_an_add_whose_output_scale_is_too_small() -> None:
    """TFLM aborts from 2 * 1.0 / (2**20 * scale) = 1 on: from a scale of 2**-19 down."""
    b = Builder()
    x = b.input((1, 4), scale=1.0)
    graph_of(b, b.add(x, x, scale=2.0**-18))
    b = Builder()
    x = b.input((1, 4), scale=1.0)
    assert problem(b, b.add(x, x, scale=2.0**-19, name="y")) == (
        "ADD (y): the output scale 1.90735e-06 is too small for inputs of 1 and 1"
    )


def test_a_mul_whose_product_is_shifted_out_of_int32() -> None:
    """128 * 128 = 2**14; a multiplier of 2**17 shifts by 18."""
    b = Builder()
    x = b.input((1, 4), scale=1.0)
    assert problem(b, b.mul(x, x, scale=2.0**-17, name="y")).startswith(
        "MUL (y): a sum of up to 16,384, times 131072 from its scales, does not fit int32"
    )


def test_a_mean_of_too_much() -> None:
    b = Builder()
    x = b.input((1, 4096, 4096), scale=1.0)
    assert problem(b, b.mean(x, [1, 2], scale=1.0, name="y")).startswith(
        "MEAN (y): a sum of up to 2,147,483,648, times 1 from its scales, does not fit int32"
    )


def test_more_inputs_than_tflite_micro_joins() -> None:
    b = Builder()
    x = b.input((1, 4), scale=1.0)
    assert problem(b, b.concatenation([x] * 11, 1, name="y")) == (
        "CONCATENATION (y): 11 inputs, where TFLite Micro takes 10"
    )


def test_inputs_that_cannot_be_joined() -> None:
    b = Builder()
    x, z = b.input((1, 4), scale=1.0), b.input((2, 4), scale=1.0)
    y = b.tensor((1, 8), scale=1.0, name="y")
    options = schema.ConcatenationOptionsT()
    options.axis = 1
    b.operator("CONCATENATION", [x, z], [y], options)
    assert problem(b, y) == "CONCATENATION (y): the inputs are [1, 4], [2, 4]"


def test_an_operator_that_gives_one_tensor_twice() -> None:
    """``plan`` would look for two places."""
    b = Builder()
    x, y = b.input((1, 4), scale=0.1), b.tensor((1, 2), scale=0.1, name="y")
    options = schema.SplitOptionsT()
    options.numSplits = 2
    b.operator("SPLIT", [b.constant(np.array(1, np.int32)), x], [y, y], options)
    assert problem(b, b.tanh(y)) == "SPLIT (y): the outputs are [1, 1], one of them twice"


def test_concatenation_along_an_axis_that_one_tensor_lacks() -> None:
    b = Builder()
    x, z = b.input((1, 4), scale=0.1), b.input((1,), scale=0.1)
    y = b.tensor((1, 5), scale=0.1, name="y")
    options = schema.ConcatenationOptionsT()
    options.axis = 1
    b.operator("CONCATENATION", [x, z], [y], options)
    assert problem(b, y) == "CONCATENATION (y): the inputs are [1, 4], [1]"


def test_a_reshape_to_another_number_of_elements() -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=1.0), b.tensor((1, 5), scale=1.0, name="y")
    b.operator("RESHAPE", [x], [y], schema.ReshapeOptionsT())
    assert problem(b, y) == "RESHAPE (y): [1, 4] does not become [1, 5]"


def test_int8_to_float32_by_quantize() -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=1.0), b.tensor((1, 4), dtype="float32", name="y")
    b.operator("QUANTIZE", [x], [y])
    assert problem(b, y) == (
        "QUANTIZE (y): tensor 1 (y) is float32, not int8 or uint8 or int16 or int32"
    )


def test_a_clamp_beyond_int32() -> None:
    b = Builder()
    x = b.input((1, 4), scale=1e-10)
    assert problem(b, b.relu6(x, name="y")) == "RELU6 (y): RELU6 with an output scale of 1e-10"


def test_long_names_are_cut() -> None:
    b = Builder()
    x = b.input((1, 4), scale=1e-10)
    name = "a" * 58 + "bcd"
    assert problem(b, b.relu6(x, name=name)) == (
        f"RELU6 ({'a' * 57}...): RELU6 with an output scale of 1e-10"
    )
