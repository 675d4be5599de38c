"""int16 activations where random models seldom go: sums as large as they get, blocks of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.host_c import build, case, run
from support.tflite_builder import Builder, schema
from support.tflm import first_difference

from tinyedge.graph.read import read
from tinyedge.graph.types import Array
from tinyedge.reference.tflm import available

LEAST, LARGEST = -(2**15), 2**15 - 1


def dense(depth: int, multiplier: float, bias: int) -> bytes:
    """Rows of the least weights, the largest, and both in turn."""
    b = Builder()
    x = b.input((3, depth), scale=1.0, dtype="int16")
    weights = np.stack([np.full(depth, -128), np.full(depth, 127), np.resize([-128, 127], depth)])
    constant = b.constant(weights.astype(np.int8), scale=1.0)
    biases = b.constant(np.array([bias, -bias, bias], np.int64), scale=1.0)
    return b.build([b.fully_connected(x, constant, biases, scale=1 / multiplier)])


def depthwise(kernel: tuple[int, int], channels: int, multiplier: int) -> bytes:
    """Each window sees all rows and columns but at the borders."""
    b = Builder()
    x = b.input((1, *kernel, channels), scale=1.0, dtype="int16")
    weights = np.full((1, *kernel, channels * multiplier), -128, np.int8)
    weights[..., ::2] = 127
    constant = b.constant(weights, scale=[1.0], axis=3)
    return b.build([b.depthwise_conv_2d(x, constant, scale=kernel[0] * kernel[1] * 150.0)])


def matrices(depth: int) -> bytes:
    b = Builder()
    first = b.input((2, depth), scale=1.0, dtype="int16")
    second = b.input((depth, 2), scale=1.0, dtype="int16")
    y = b.tensor((2, 2), scale=2.0**15 * depth, dtype="int16")
    b.operator("BATCH_MATMUL", [first, second], [y], schema.BatchMatMulOptionsT())
    return b.build([y])


MODELS: dict[str, Callable[[], bytes]] = {
    "a_block": lambda: dense(511, 2.0**-16, 0),
    "a_block_and_one": lambda: dense(512, 2.0**-16, 0),
    "three_blocks": lambda: dense(1030, 2.0**-20, 2**40),
    "sums_of_48_bits": lambda: dense(4, 2.0**-31, 2**47 - 2**25),
    "the_largest_multiplier": lambda: dense(1, 127.99, 0),
    "the_largest_result": lambda: dense(1, 2.0**-17, 2**47 - 2**25),
    "flushed_to_0": lambda: dense(4, 2.0**-33, 2**46),
    "just_not_flushed": lambda: dense(4, 2.0**-32, 2**46),
    "more_taps_than_a_block": lambda: depthwise((24, 24), 3, 1),
    "more_taps_in_a_row": lambda: depthwise((1, 1100), 5, 2),
    "outputs_beyond_a_tile": lambda: depthwise((2, 2), 5, 3),
    "products_of_the_least": lambda: matrices(40),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_largest_sums_are_equal(name: str, tmp_path: Path) -> None:
    made = case(MODELS[name](), name)
    rng = np.random.default_rng(0)

    def inputs(of: Callable[[tuple[int, ...]], Array]) -> list[Array]:
        shapes = [made.graph.tensor(number).shape for number in made.graph.inputs]
        return [of(shape).astype(np.int16) for shape in shapes]

    samples = [
        inputs(lambda shape: np.full(shape, LEAST)),
        inputs(lambda shape: np.full(shape, LARGEST)),
        inputs(lambda shape: rng.choice([LEAST, LARGEST], shape)),
        inputs(lambda shape: rng.integers(LEAST, LARGEST + 1, shape)),
    ]
    assert run(build([made], tmp_path), [made], [(0, sample) for sample in samples]) == []
    if available():
        model = MODELS[name]()
        assert first_difference(model, read(model, file=name), *samples) is None
