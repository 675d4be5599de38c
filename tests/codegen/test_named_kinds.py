"""Kinds of models that were wrong in other engines, by name: each against TFLM, as compiled C, and
all together in one firmware on simulated cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

from fuzz.cases import Drawn
from fuzz.judge import against_tflm, compiled
from support.joined import joined
from support.random_models import random_inputs
from support.tflite_builder import Builder, random_weights

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.errors import ModelError
from tinyedge.graph.read import read
from tinyedge.graph.types import Array
from tinyedge.reference.tflm import Oracle, available

SAMPLES = 4
QUANT: Mapping[str, Any] = {"scale": 0.05, "zero_point": -7}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def biases(count: int) -> Array:
    return rng().integers(-2000, 2000, count).astype(np.int32)


def conv_2d(shape: tuple[int, ...], weights: tuple[int, ...], **given: Any) -> bytes:
    """weights: [out, kh, kw, in], per channel."""
    b = Builder()
    x = b.input(shape, **QUANT)
    scales = [0.002 * (1 + i) for i in range(weights[0])]
    w = b.constant(random_weights(rng(), weights), scale=scales)
    bias = b.constant(biases(weights[0]), scale=[0.05 * s for s in scales])
    return b.build([b.conv_2d(x, w, bias, scale=0.3, zero_point=3, **given)])


def depthwise(shape: tuple[int, ...], weights: tuple[int, ...], **given: Any) -> bytes:
    """weights: [1, kh, kw, in * multiplier], per channel."""
    b = Builder()
    x = b.input(shape, **QUANT)
    scales = [0.002 * (1 + i) for i in range(weights[3])]
    w = b.constant(random_weights(rng(), weights), scale=scales, axis=3)
    bias = b.constant(biases(weights[3]), scale=[0.05 * s for s in scales])
    return b.build([b.depthwise_conv_2d(x, w, bias, scale=0.1, zero_point=3, **given)])


def pool(kind: str, shape: tuple[int, ...], **given: Any) -> bytes:
    b = Builder()
    return b.build([getattr(b, kind)(b.input(shape, **QUANT), **given)])


def fully_connected(outputs: int, depth: int) -> bytes:
    b = Builder()
    x = b.input((3, depth), **QUANT)
    scales = [0.001 * 7**i for i in range(outputs)]
    w = b.constant(random_weights(rng(), (outputs, depth)), scale=scales)
    bias = b.constant(biases(outputs), scale=[0.05 * s for s in scales])
    return b.build([b.fully_connected(x, w, bias, scale=0.2, zero_point=5)])


def softmax(shape: tuple[int, ...]) -> bytes:
    b = Builder()
    return b.build([b.softmax(b.input(shape, **QUANT))])


def broadcast(kind: str, first: tuple[int, ...], second: tuple[int, ...]) -> bytes:
    b = Builder()
    x, y = b.input(first, **QUANT), b.input(second, scale=0.11, zero_point=100)
    return b.build([getattr(b, kind)(x, y, scale=0.7, zero_point=-50, activation="RELU")])


def broadcast_constant(kind: str) -> bytes:
    b = Builder()
    x = b.input((2, 3, 1, 5), **QUANT)
    y = b.constant(random_weights(rng(), (3, 4, 1)), scale=0.02, zero_point=-128)
    return b.build([getattr(b, kind)(y, x, scale=0.2, zero_point=127)])


KINDS: Mapping[str, Callable[[], bytes]] = {
    "asymmetric SAME padding, CONV_2D": lambda: conv_2d((1, 6, 4, 2), (3, 3, 3, 2), stride=(2, 2)),
    "asymmetric SAME padding, even kernel": lambda: conv_2d((1, 5, 7, 1), (2, 2, 4, 1)),
    "asymmetric SAME padding, DEPTHWISE_CONV_2D": lambda: depthwise(
        (1, 6, 4, 3), (1, 3, 3, 3), stride=(2, 2)
    ),
    "asymmetric SAME padding, MAX_POOL_2D": lambda: pool(
        "max_pool_2d", (1, 6, 4, 3), window=(3, 3), stride=(2, 2), padding="SAME"
    ),
    "asymmetric SAME padding, AVERAGE_POOL_2D": lambda: pool(
        "average_pool_2d", (1, 6, 4, 3), window=(3, 3), stride=(2, 2), padding="SAME"
    ),
    "per-channel FULLY_CONNECTED with two outputs": lambda: fully_connected(2, 9),
    "per-channel FULLY_CONNECTED with one output": lambda: fully_connected(1, 9),
    "dilated DEPTHWISE_CONV_2D with multiplier": lambda: depthwise(
        (1, 9, 8, 2), (1, 3, 3, 6), dilation=(2, 3)
    ),
    "dilated DEPTHWISE_CONV_2D with multiplier, one channel": lambda: depthwise(
        (1, 7, 7, 1), (1, 3, 2, 4), dilation=(3, 2), padding="VALID"
    ),
    "dilated CONV_2D": lambda: conv_2d((1, 9, 8, 2), (3, 3, 3, 2), dilation=(3, 2)),
    "input narrower than the kernel, CONV_2D": lambda: conv_2d((1, 2, 1, 3), (4, 5, 5, 3)),
    "input narrower than the kernel, DEPTHWISE_CONV_2D": lambda: depthwise(
        (1, 1, 2, 3), (1, 5, 5, 3), stride=(1, 2)
    ),
    "input narrower than the window, AVERAGE_POOL_2D": lambda: pool(
        "average_pool_2d", (1, 2, 2, 3), window=(5, 5), padding="SAME"
    ),
    "1x1 with stride 2": lambda: conv_2d((1, 5, 6, 3), (4, 1, 1, 3), stride=(2, 2)),
    "1x1 with stride 2, DEPTHWISE_CONV_2D": lambda: depthwise(
        (1, 5, 6, 3), (1, 1, 1, 6), stride=(2, 2)
    ),
    "AVERAGE_POOL_2D of partial windows": lambda: pool(
        "average_pool_2d", (1, 5, 5, 4), window=(3, 2), padding="SAME"
    ),
    "AVERAGE_POOL_2D rounds halves of both signs": lambda: pool(
        "average_pool_2d", (1, 32, 32, 1), window=(1, 2), stride=(1, 2)
    ),
    "SOFTMAX with one element": lambda: softmax((1, 1)),
    "SOFTMAX with rows of one element": lambda: softmax((2, 3, 1)),
    "broadcasting ADD": lambda: broadcast("add", (1, 4, 1, 3), (2, 1, 5, 1)),
    "broadcasting MUL": lambda: broadcast("mul", (1, 4, 1, 3), (2, 1, 5, 1)),
    "broadcasting ADD of lower rank": lambda: broadcast("add", (2, 3, 4), (4,)),
    "broadcasting MUL of lower rank": lambda: broadcast("mul", (3, 1), (2, 3, 4)),
    "broadcasting ADD of one element": lambda: broadcast("add", (1,), (3, 4)),
    "broadcasting MUL of a scalar": lambda: broadcast("mul", (3, 4), ()),
    "broadcasting ADD of a constant": lambda: broadcast_constant("add"),
    "broadcasting MUL of a constant": lambda: broadcast_constant("mul"),
}


def drawn(name: str) -> Drawn:
    model = KINDS[name]()
    graph = read(model, file=f"{name}.tflite")
    generator = rng()
    return Drawn(name, model, tuple(random_inputs(generator, graph) for _ in range(SAMPLES)))


@pytest.mark.parametrize("name", KINDS)
def test_equals_tflm(name: str) -> None:
    if not available():
        pytest.skip("needs TensorFlow Lite Micro: pip install tflite-micro")
    assert against_tflm(drawn(name)) is None


def test_compiled_c_equals_the_reference(tmp_path: Path) -> None:
    batch = [drawn(name) for name in KINDS]
    assert [f"{batch[i].name}: {fault}" for i, fault in compiled(batch, tmp_path)] == []


@pytest.mark.parametrize("board", ["sim-cortex-m0plus", "sim-cortex-m4", "sim-rv32imc"])
def test_all_in_one_firmware_on_a_simulated_core(board: str, tmp_path: Path) -> None:
    path = tmp_path / "kinds.tflite"
    path.write_bytes(joined([make() for make in KINDS.values()]))
    report = pipeline.run(path, load_board(board), pipeline.Settings(), count=SAMPLES)
    assert report.passed, report.first_mismatch
    assert len(report.layers) == len(KINDS)


def test_the_halves_that_are_rounded_have_both_signs() -> None:
    (x,) = drawn("AVERAGE_POOL_2D rounds halves of both signs").samples[0]
    sums = x.astype(int).reshape(-1, 2).sum(axis=1)
    odd = sums[sums % 2 == 1]
    assert (odd > 0).sum() > 50
    assert (odd < 0).sum() > 50
    assert {-1, 1} <= set(odd)  # -0.5 and 0.5


def test_tensors_of_no_elements_are_refused() -> None:
    """TFLM takes them for tensors whose shape is not known, and refuses them, too."""
    b = Builder()
    x = b.input((2, 0, 3), **QUANT)
    model = b.build([b.add(x, x, **QUANT)])
    if available():
        with pytest.raises(ModelError, match="Dynamic tensors are not supported"):
            Oracle(model)
    with pytest.raises(ModelError) as caught:
        read(model, file="empty.tflite")
    assert str(caught.value) == (
        "empty.tflite: tensor 0 (t0) has the shape [2, 0, 3], not known before it runs; "
        "export it with fixed shapes and batch size 1"
    )
