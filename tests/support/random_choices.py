"""What random models are drawn from: shapes, quantizations, windows, weights."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .tflite_builder import OMITTED, Builder, Pair, Shape

Rng = np.random.Generator

LARGEST_SUM = 2**31 - 1 - 128
ACTIVATIONS = ("NONE", "RELU", "RELU6", "RELU_N1_TO_1")
UPPER_BOUND = {"RELU6": 6.0, "RELU_N1_TO_1": 1.0}
CHANNELS = (1, 1, 2, 3, 4, 5, 7, 8, 16)
UNIFORM_STD = 74.0  # of uniform int8


def scale(rng: Rng, low: float = -9, high: float = 0) -> float:
    """A power of two with an exponent between ``low`` and ``high``, as float32 holds it."""
    return float(np.float32(2.0 ** rng.uniform(low, high)))


def zero_point(rng: Rng) -> int:
    """Often one of the ends, or 0."""
    anything = int(rng.integers(-128, 128))
    return int(rng.choice([-128, 127, 0, anything], p=[0.3, 0.1, 0.1, 0.5]))


def size(rng: Rng, largest: int = 9) -> int:
    """From 1 on."""
    return int(rng.integers(1, largest + 1))


def shape(rng: Rng, lowest_rank: int = 1, highest_rank: int = 4, largest: int = 6) -> Shape:
    """Any shape of few elements."""
    rank = int(rng.integers(lowest_rank, highest_rank + 1))
    return tuple(size(rng, largest) for _ in range(rank))


def pair(rng: Rng, largest: int) -> Pair:
    """(height, width)."""
    return size(rng, largest), size(rng, largest)


def chance(rng: Rng, probability: float) -> bool:
    """True that often."""
    return bool(rng.random() < probability)


def output_scale(rng: Rng, unit: float, std: float, largest: int) -> float:
    """A scale for an output made of int32 sums.

    unit: real value of 1 in the sum. std, largest: the sum's spread and its greatest magnitude.
    Mostly the output's spread is 8 to 128 steps; now and then 0, or far beyond saturation, but the
    sum shifted left still fits int32.
    """
    mode = rng.random()
    if mode < 0.03:
        multiplier = 2.0 ** rng.uniform(-36, -20)
    elif mode < 0.08:
        multiplier = 2.0 ** rng.uniform(8, 14) / std
    else:
        multiplier = 2.0 ** rng.uniform(3, 7) / std
    most = 2.0 ** math.floor(math.log2(LARGEST_SUM / max(largest, 1)))
    return float(np.float32(unit / min(multiplier, most * 0.999)))


def spread(b: Builder, x: int, count: int = 1) -> float:
    """How far, typically, the mean of ``count`` random int8 values of x is from its zero point."""
    return math.hypot(UNIFORM_STD / math.sqrt(count), b.quantization(x)[1])


def random_weights(
    rng: Rng, weights_shape: Shape, axis: int, largest: int = 127
) -> NDArray[np.int8]:
    """Full range, or small, or mostly zero; now and then a channel of zeros."""
    reach = int(rng.choice([1, 3, largest, largest, largest]))
    weights = rng.integers(-reach, reach + 1, weights_shape)
    if chance(rng, 0.1):
        weights[rng.random(weights_shape) < 0.7] = 0
    if chance(rng, 0.1):
        weights[weights == -largest] = -largest - 1
    if chance(rng, 0.1):
        np.moveaxis(weights, axis, 0)[0] = 0
    return weights.astype(np.int8)


class Weighted:
    """Weights, bias and output scale of an operator that sums products."""

    def __init__(
        self,
        rng: Rng,
        b: Builder,
        x: int,
        weights_shape: Shape,
        axis: int,
        per_channel: bool,
        dtype: str = "int8",
    ) -> None:
        x_scale, x_zero = b.quantization(x)
        channels = weights_shape[axis]
        data = random_weights(rng, weights_shape, axis, 7 if dtype == "int4" else 127)
        base = scale(rng, -11, -4)
        exponents = rng.uniform(-2, 2, channels) if per_channel and channels > 1 else np.zeros(1)
        scales = [float(np.float32(base * 2.0**e)) for e in exponents]
        rows = np.moveaxis(data, axis, 0).reshape(channels, -1).astype(np.int64)
        reach = max(127 - x_zero, x_zero + 128)
        spreads = np.hypot(np.sqrt((rows**2).sum(axis=1)) * UNIFORM_STD, rows.sum(axis=1) * x_zero)
        std = max(float(spreads.max()), 1.0)
        biases = rng.normal(0, std, channels).astype(np.int32)
        largest = int((np.abs(rows).sum(axis=1) * reach + np.abs(biases)).max())
        self.weights = b.constant(data, scale=scales, axis=axis, dtype=dtype)
        self.bias = OMITTED
        if chance(rng, 0.8):
            self.bias = b.constant(biases, scale=[x_scale * s for s in scales])
        # The largest channel scale bounds every multiplier.
        self.scale = output_scale(rng, x_scale * max(scales), std, largest)
        self.zero_point = zero_point(rng)


def activation(rng: Rng, y_scale: float, y_zero: int) -> str:
    """Any; but mostly one that leaves something of an output of that quantization."""
    drawn = str(rng.choice(ACTIVATIONS))
    steps = UPPER_BOUND.get(drawn, 255 * y_scale) / y_scale
    # TFLM refuses bounds that are no numbers of int32 in steps of the output.
    if chance(rng, 0.1):
        return drawn if steps < 2**30 else "NONE"
    return drawn if 8 < steps < 1024 and y_zero < 64 else "NONE"


def activated(rng: Rng, y_scale: float) -> dict[str, Any]:
    """scale, zero_point and activation of an output, for the methods of ``Builder``."""
    y_zero = zero_point(rng)
    return {
        "scale": y_scale,
        "zero_point": y_zero,
        "activation": activation(rng, y_scale, y_zero),
    }


def any_input(rng: Rng, b: Builder, input_shape: Shape) -> int:
    return b.input(input_shape, scale=scale(rng), zero_point=zero_point(rng))


def image(rng: Rng, b: Builder) -> int:
    batch = 2 if chance(rng, 0.1) else 1
    return any_input(rng, b, (batch, *pair(rng, 9), int(rng.choice(CHANNELS))))


def window_of(rng: Rng, area: Shape, largest: int, largest_dilation: int) -> tuple[Pair, Pair, str]:
    """(kernel, dilation, padding): wider than the input only with SAME."""
    kernel, dilation = pair(rng, largest), pair(rng, largest_dilation)
    fits = all((k - 1) * d < n for k, d, n in zip(kernel, dilation, area, strict=True))
    return kernel, dilation, "VALID" if fits and chance(rng, 0.5) else "SAME"
