"""Each pass: what it rewrites, what it leaves alone, and that the numbers stay the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from support.tflite_builder import Builder, random_weights, schema

from tinyedge.errors import ModelError
from tinyedge.graph.ops import (
    Activation,
    Add,
    Conv2D,
    DepthwiseConv2D,
    Logistic,
    Pad,
    Relu,
    Relu6,
    Reshape,
    Tanh,
    TensorId,
)
from tinyedge.graph.read import read
from tinyedge.graph.simplify.drop_identity import drop_identity
from tinyedge.graph.simplify.drop_unused import drop_unused
from tinyedge.graph.simplify.fold_constants import fold_constants
from tinyedge.graph.simplify.fuse_activation import fuse_activation
from tinyedge.graph.simplify.fuse_pad import fuse_pad
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Graph
from tinyedge.reference.execute import execute

SCALE, ZERO_POINT = 0.05, -7
RANDOM_GRAPHS = 40


def graph_of(b: Builder, *outputs: int) -> Graph:
    return read(b.build(outputs), file="m.tflite")


def image(b: Builder, *shape: int) -> int:
    return b.input(shape or (1, 6, 5, 2), scale=SCALE, zero_point=ZERO_POINT)


def conv(b: Builder, x: int, **options: Any) -> int:
    rng = np.random.default_rng(len(b.shape(x)) + x)
    weights = b.constant(random_weights(rng, (2, 3, 3, b.shape(x)[3])), scale=0.01)
    return b.conv_2d(x, weights, scale=SCALE, zero_point=ZERO_POINT, **options)


def assert_same_numbers(before: Graph, after: Graph, seed: int = 0) -> None:
    """Each tensor that ``after`` computes has the value it has in ``before``."""
    rng = np.random.default_rng(seed)
    inputs = [
        rng.integers(-128, 128, before.tensor(n).shape).astype(np.int8) for n in before.inputs
    ]
    expected, got = execute(before, inputs), execute(after, inputs)
    assert set(after.outputs) <= set(got) <= set(expected), f"seed {seed}"
    for number, value in got.items():
        np.testing.assert_array_equal(value, expected[number], f"seed {seed}, tensor {number}")
    assert before.outputs == after.outputs


def written(graph: Graph) -> Sequence[TensorId]:
    return [op.outputs[0] for op in graph.ops]


# fold_constants


def test_constants_are_reshaped_and_quantized() -> None:
    b = Builder()
    values = np.array([-9.0, -0.375, -0.125, 0.0, 0.125, 0.375, 9.0], np.float32)
    y = b.quantize(b.constant(values), scale=0.25, zero_point=-7)
    z = b.add(b.input((1, 7), scale=0.5), b.reshape(y, (1, 7)), scale=0.5)
    graph = graph_of(b, z)

    folded = fold_constants(graph)

    assert [type(op) for op in folded.ops] == [Add]
    data = folded.tensor(y).data
    assert data is not None
    # Halves away from zero: -1.5, -0.5, 0.5 and 1.5 steps.
    assert data.tolist() == [-43, -9, -8, -7, -6, -5, 29]
    assert_same_numbers(graph, folded)


def test_a_constant_output_of_the_model_is_refused() -> None:
    b = Builder()
    x = b.relu(b.input((1, 4), scale=1.0), scale=1.0)
    y = b.reshape(b.constant(np.ones((1, 4), np.int8), scale=1.0), (4,))
    with pytest.raises(ModelError) as caught:
        graph_of(b, x, y)
    assert str(caught.value) == (
        "m.tflite: its output tensor 3 (t3) depends on no input: it is always the same; "
        "remove that output"
    )


# drop_identity


def identity(b: Builder, x: int, kind: str) -> int:
    scale, zero_point = b.quantization(x)
    match kind:
        case "RESHAPE":
            return b.reshape(x, b.shape(x))
        case "QUANTIZE":
            return b.quantize(x, scale=scale, zero_point=zero_point)
        case "PAD":
            return b.pad(x, [(0, 0)] * len(b.shape(x)))
        case _:
            return b.concatenation([x], 0)


KINDS = ("RESHAPE", "QUANTIZE", "PAD", "CONCATENATION")


@pytest.mark.parametrize("kind", KINDS)
def test_what_changes_nothing_is_passed_over(kind: str) -> None:
    b = Builder()
    x = image(b)
    y = b.tanh(identity(b, identity(b, x, kind), kind))
    graph = graph_of(b, y)
    simplified = drop_identity(graph)
    assert simplified.ops == (Tanh((x,), (y,)),)
    assert_same_numbers(graph, simplified)


@pytest.mark.parametrize("kind", KINDS)
def test_an_output_of_the_model_is_written_by_the_operator_before(kind: str) -> None:
    b = Builder()
    x = b.tanh(image(b))
    alias = identity(b, x, kind)
    y = identity(b, x, kind)
    z, other = b.logistic(x), b.logistic(alias)
    graph = graph_of(b, y, z, other)
    simplified = drop_identity(graph)
    assert simplified.ops == (Tanh((0,), (y,)), Logistic((y,), (z,)), Logistic((y,), (other,)))
    assert_same_numbers(graph, simplified)


def test_an_output_that_copies_another_output_or_an_input_is_kept() -> None:
    b = Builder()
    x = image(b)
    y = b.tanh(x)
    graph = graph_of(b, y, identity(b, y, "RESHAPE"), identity(b, x, "QUANTIZE"))
    assert drop_identity(graph).ops == graph.ops


def test_what_changes_something_is_kept() -> None:
    b = Builder()
    x = image(b)
    y = b.quantize(b.reshape(x, (1, 60)), scale=SCALE, zero_point=ZERO_POINT + 1)
    graph = graph_of(b, b.concatenation([y, y], 1))
    assert drop_identity(graph).ops == graph.ops


# fuse_pad


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("stride", [(1, 1), (2, 1)])
@pytest.mark.parametrize("amounts", [[(1, 1), (1, 1)], [(0, 1), (0, 1)], [(1, 0), (0, 1)]])
def test_a_pad_becomes_the_convolution_s(
    padding: str, stride: tuple[int, int], amounts: list[tuple[int, int]]
) -> None:
    b = Builder()
    x = image(b)
    y = conv(b, b.pad(x, [(0, 0), *amounts, (0, 0)]), padding=padding, stride=stride)
    graph = graph_of(b, y)
    simplified = simplify(graph)
    (op,) = simplified.ops
    assert isinstance(op, Conv2D)
    assert op.inputs[0] == x
    assert_same_numbers(graph, simplified)


def test_a_pad_becomes_the_depthwise_convolution_s() -> None:
    b = Builder()
    x = b.pad(image(b), [(0, 0), (1, 1), (2, 2), (0, 0)])
    w = b.constant(random_weights(np.random.default_rng(0), (1, 3, 3, 4)), scale=0.01)
    y = b.depthwise_conv_2d(x, w, scale=SCALE, padding="VALID")
    graph = graph_of(b, y)
    simplified = simplify(graph)
    (op,) = simplified.ops
    assert isinstance(op, DepthwiseConv2D)
    assert op.pad == (1, 2)
    assert_same_numbers(graph, simplified)


def test_pads_that_are_left_alone() -> None:
    def kept(b: Builder, *outputs: int) -> bool:
        graph = graph_of(b, *outputs)
        assert_same_numbers(graph, simplify(graph))
        return any(isinstance(op, Pad) for op in simplify(graph).ops)

    b = Builder()
    channels = b.pad(image(b), [(0, 0), (1, 1), (1, 1), (0, 1)])
    assert kept(b, conv(b, channels))
    b = Builder()
    batch = b.pad(image(b), [(1, 0), (0, 0), (0, 0), (0, 0)])
    assert kept(b, conv(b, batch))
    b = Builder()
    read_twice = b.pad(image(b), [(0, 0), (1, 1), (1, 1), (0, 0)])
    assert kept(b, conv(b, read_twice), b.tanh(read_twice))
    b = Builder()
    an_output = b.pad(image(b), [(0, 0), (1, 1), (1, 1), (0, 0)])
    assert kept(b, conv(b, an_output), an_output)
    b = Builder()
    before = b.pad(image(b), [(0, 0), (3, 0), (0, 0), (0, 0)])
    assert kept(b, conv(b, before, padding="VALID"))
    b = Builder()
    after = b.pad(image(b), [(0, 0), (0, 0), (0, 3), (0, 0)])
    assert kept(b, conv(b, after, padding="VALID"))


def test_fuse_pad_alone_keeps_the_graph_otherwise() -> None:
    b = Builder()
    graph = graph_of(b, b.tanh(conv(b, image(b))))
    assert fuse_pad(graph).ops == graph.ops


# fuse_activation


@pytest.mark.parametrize(
    ("first", "then", "together"),
    [
        ("NONE", "RELU", Activation.RELU),
        ("RELU", "RELU", Activation.RELU),
        ("RELU6", "RELU", Activation.RELU6),
        ("NONE", "RELU6", Activation.RELU6),
        ("RELU", "RELU6", Activation.RELU6),
        ("RELU6", "RELU6", Activation.RELU6),
    ],
)
def test_a_clamp_becomes_the_operator_s(first: str, then: str, together: Activation) -> None:
    b = Builder()
    x = image(b)
    for y in (
        conv(b, x, activation=first),
        b.add(x, x, scale=SCALE, zero_point=ZERO_POINT, activation=first),
        b.mul(x, x, scale=SCALE, zero_point=ZERO_POINT, activation=first),
        b.max_pool_2d(x, window=(2, 2), activation=first),
        b.average_pool_2d(x, window=(2, 2), activation=first),
    ):
        z = clamp(b, y, then)
        graph = graph_of(b, z)
        (op,) = simplify(graph).ops
        assert op.outputs == (z,)
        assert getattr(op, "activation") is together  # noqa: B009  (all of these have one)
        assert_same_numbers(graph, simplify(graph))


def clamp(b: Builder, x: int, kind: str) -> int:
    if kind == "RELU6":
        return b.relu6(x)
    scale, zero_point = b.quantization(x)
    return b.relu(x, scale=scale, zero_point=zero_point)


def test_a_row_of_clamps_is_one() -> None:
    b = Builder()
    y = b.relu6(clamp(b, b.relu6(conv(b, image(b))), "RELU"))
    graph = graph_of(b, y)
    (op,) = fuse_activation(graph).ops
    assert op.outputs == (y,)
    assert_same_numbers(graph, simplify(graph))


def test_clamps_that_are_left_alone() -> None:
    def kept(b: Builder, *outputs: int) -> bool:
        graph = graph_of(b, *outputs)
        assert_same_numbers(graph, simplify(graph))
        return any(isinstance(op, Relu | Relu6) for op in simplify(graph).ops)

    b = Builder()
    assert kept(b, b.relu(conv(b, image(b)), scale=SCALE, zero_point=ZERO_POINT + 1))
    b = Builder()
    assert kept(b, b.relu(conv(b, image(b)), scale=SCALE * 2, zero_point=ZERO_POINT))
    b = Builder()
    assert kept(b, clamp(b, conv(b, image(b), activation="RELU_N1_TO_1"), "RELU"))
    b = Builder()
    y = conv(b, image(b))
    assert kept(b, clamp(b, y, "RELU6"), b.tanh(y))
    b = Builder()
    y = conv(b, image(b))
    assert kept(b, clamp(b, y, "RELU6"), y)
    b = Builder()
    assert kept(b, clamp(b, image(b), "RELU6"))


# drop_unused


def test_what_nobody_needs_is_dropped() -> None:
    b = Builder()
    x = image(b)
    y, unused = b.tanh(x), b.logistic(b.tanh(x))
    graph = graph_of(b, y, unused)
    assert written(drop_unused(graph)) == written(graph)
    without = Graph(graph.name, graph.tensors, graph.ops, graph.inputs, (y,), graph.sha256)
    assert drop_unused(without).ops == (Tanh((x,), (y,)),)


# All together


def random_graph(seed: int) -> Graph:
    """A few dozen operators that the passes look for, in any order, some results read twice."""
    rng = random.Random(seed)
    b = Builder()
    tensors = [image(b)]
    for _ in range(rng.randint(3, 25)):
        x = rng.choice(tensors[-3:])
        tensors.append(_random_step(b, x, rng))
    outputs = {tensors[-1], *rng.sample(tensors[1:], k=rng.randint(0, min(2, len(tensors) - 1)))}
    return graph_of(b, *sorted(outputs))


def _random_step(b: Builder, x: int, rng: random.Random) -> int:
    h, w = b.shape(x)[1:3]
    activation = rng.choice(["NONE", "RELU", "RELU6", "RELU_N1_TO_1"])
    match rng.randrange(8):
        case 0:
            return identity(b, x, rng.choice(KINDS))
        case 1 if max(h, w) < 12:
            return b.pad(x, [(0, 0), *((rng.randrange(3), rng.randrange(3)) for _ in "hw"), (0, 0)])
        case 2 | 3:
            return clamp(b, x, rng.choice(["RELU", "RELU6"]))
        case 4:
            return b.add(x, x, scale=SCALE, zero_point=ZERO_POINT, activation=activation)
        case 5:
            return b.max_pool_2d(x, window=(2, 2), padding="SAME", activation=activation)
        case _:
            stride = (rng.randint(1, 2), 1) if h > 4 else (1, 1)
            padding = rng.choice(["SAME", "VALID"]) if min(h, w) > 4 else "SAME"
            return conv(b, x, stride=stride, padding=padding, activation=activation)


def test_random_graphs_compute_the_same() -> None:
    removed = 0
    for seed in range(RANDOM_GRAPHS):
        graph = random_graph(seed)
        simplified = simplify(graph)
        assert_same_numbers(graph, simplified, seed)
        assert len(simplified.tensors) == len(graph.tensors), f"seed {seed}"
        assert simplify(simplified).ops == simplified.ops, f"seed {seed}"
        removed += len(graph.ops) - len(simplified.ops)
    assert removed > RANDOM_GRAPHS


def test_int16_is_simplified_too() -> None:
    """The passes at once: PAD and RELU6 go into the convolution, a constant is quantized."""
    b = Builder()
    x = b.input((1, 6, 5, 2), scale=0.01, dtype="int16")
    padded = b.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])
    weights = b.constant(random_weights(np.random.default_rng(0), (2, 3, 3, 2)), scale=[0.01])
    same = b.quantize(padded, scale=0.01, dtype="int16")
    y = b.conv_2d(same, weights, scale=6 / 20_000, padding="VALID")
    clamped = b.tensor(b.shape(y), scale=6 / 20_000, dtype="int16")
    b.operator("RELU6", [y], [clamped])
    real = np.array([-99.0, 0.0125], np.float32)
    constant = b.quantize(b.constant(real), scale=0.001, dtype="int16")
    z = b.add(clamped, constant, scale=0.004)
    graph = graph_of(b, z)

    simple = simplify(graph)

    (convolution, _) = simple.ops
    assert isinstance(convolution, Conv2D)
    assert (convolution.inputs[0], convolution.outputs) == (x, (clamped,))
    assert (convolution.pad, convolution.activation) == ((1, 1), Activation.RELU6)
    data = simple.tensor(constant).data
    assert data is not None
    assert data.dtype == np.int16 and data.tolist() == [-32768, 13]
    image = np.random.default_rng(0).integers(-(2**15), 2**15, (1, 6, 5, 2)).astype(np.int16)
    expected, got = execute(graph, [image])[z], execute(simple, [image])[z]
    np.testing.assert_array_equal(got, expected)
    assert np.ptp(got) > 1000


def test_views_of_float32_are_simplified_too() -> None:
    b = Builder()
    x = b.input((1, 4), dtype="float32")
    y = b.tensor((1, 4), dtype="float32")
    b.operator("RESHAPE", [x], [y], schema.ReshapeOptionsT())
    graph = graph_of(b, b.dequantize(b.quantize(y, scale=0.1)))
    assert not any(isinstance(op, Reshape) for op in simplify(graph).ops)
