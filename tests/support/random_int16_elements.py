"""Random int16 models of operators that compute element by element."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .random_choices import LARGEST_SUM, Rng, chance, scale, shape, size
from .tflite_builder import Builder, Shape, schema

LARGEST = 2**15
STD = 5000.0  # of the inputs that random_inputs draws: often less than the whole range


def zero_point_i16(rng: Rng) -> int:
    """Often 0, as converters have it; else an end, or anything."""
    anything = int(rng.integers(-LARGEST, LARGEST))
    ends = [-LARGEST, LARGEST - 1]
    return int(rng.choice([0, *ends, anything], p=[0.6, 0.1, 0.1, 0.2]))


def output_scale_i16(rng: Rng, unit: float, std: float, largest: int) -> float:
    """As ``random_choices.output_scale``; mostly the output spreads over 2 to 16,384 steps."""
    mode = rng.random()
    if mode < 0.03:
        multiplier = 2.0 ** rng.uniform(-36, -20)
    elif mode < 0.1:
        multiplier = 2.0 ** rng.uniform(15, 20) / std
    else:
        multiplier = 2.0 ** rng.uniform(1, 14) / std
    most = 2.0 ** math.floor(math.log2((LARGEST_SUM - LARGEST) / max(largest, 1)))
    return float(np.float32(unit / min(multiplier, most * 0.999)))


def input_i16(rng: Rng, b: Builder, given: Shape, *, zero_point: int = 0) -> int:
    """An input of the model."""
    return b.input(given, scale=scale(rng, -18, -4), zero_point=zero_point, dtype="int16")


def activation_i16(rng: Rng, y_scale: float) -> int:
    """Any that TFLM takes at that scale."""
    name = str(rng.choice(["NONE", "NONE", "RELU", "RELU6", "RELU_N1_TO_1"]))
    if 6 / y_scale >= 2**30:
        name = "NONE"
    return int(getattr(schema.ActivationFunctionType, name))


def pair_i16(rng: Rng, b: Builder, octaves: float, *, zero_points: bool) -> tuple[int, int, Shape]:
    """Two operands that broadcast, and the shape they give; one may be constant, or both the
    same."""
    full = shape(rng, 1, 4, 6)
    first = input_i16(rng, b, full, zero_point=zero_point_i16(rng) if zero_points else 0)
    if chance(rng, 0.1):
        return first, first, full
    other = tuple(1 if chance(rng, 0.3) else n for n in full)[int(rng.integers(0, len(full))) :]
    factor = 2.0 ** rng.uniform(-octaves, octaves)
    quant = {
        "scale": float(np.float32(b.quantization(first)[0] * factor)),
        "zero_point": zero_point_i16(rng) if zero_points else 0,
    }
    if chance(rng, 0.3):
        data = rng.integers(-LARGEST, LARGEST, other).astype(np.int16)
        second = b.constant(data, **quant)
    else:
        second = b.input(other, dtype="int16", **quant)
    result = full
    return (first, second, result) if chance(rng, 0.5) else (second, first, result)


def random_sum(kind: str, options: Callable[[], Any]) -> Callable[[Rng], bytes]:
    """ADD or SUB."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        octaves = float(rng.choice([2, 6, 30], p=[0.7, 0.2, 0.1]))
        x, w, given = pair_i16(rng, b, octaves, zero_points=True)
        widest = max(b.quantization(x)[0], b.quantization(w)[0])
        # TFLM takes output scales down to 2**-14 of the larger input's.
        y_scale = max(output_scale_i16(rng, widest, STD, 2 * LARGEST), widest * 2.0**-13)
        made = options()
        made.fusedActivationFunction = activation_i16(rng, y_scale)
        y = b.tensor(given, scale=y_scale, zero_point=zero_point_i16(rng), dtype="int16")
        b.operator(kind, [x, w], [y], made)
        return b.build([y])

    return make


def random_mul(rng: Rng) -> bytes:
    b = Builder()
    x, w, given = pair_i16(rng, b, 4, zero_points=False)
    unit = b.quantization(x)[0] * b.quantization(w)[0]
    y_scale = output_scale_i16(rng, unit, STD**2, LARGEST**2)
    options = schema.MulOptionsT()
    options.fusedActivationFunction = activation_i16(rng, y_scale)
    y = b.tensor(given, scale=y_scale, dtype="int16")
    b.operator("MUL", [x, w], [y], options)
    return b.build([y])


def random_squared_difference(rng: Rng) -> bytes:
    b = Builder()
    octaves = float(rng.choice([1, 6, 20], p=[0.7, 0.2, 0.1]))
    x, w, given = pair_i16(rng, b, octaves, zero_points=False)
    unit = (2 * max(b.quantization(x)[0], b.quantization(w)[0])) ** 2
    y_scale = output_scale_i16(rng, unit, (STD / 2) ** 2, LARGEST**2)
    y = b.tensor(given, scale=y_scale, dtype="int16")
    b.operator("SQUARED_DIFFERENCE", [x, w], [y])
    return b.build([y])


def random_extreme(kind: str) -> Callable[[Rng], bytes]:
    """MINIMUM or MAXIMUM, of one quantization."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        x, w, given = pair_i16(rng, b, 0, zero_points=False)
        y = b.tensor(given, scale=b.quantization(x)[0], dtype="int16")
        b.operator(kind, [x, w], [y], schema.MaximumMinimumOptionsT())
        return b.build([y])

    return make


def random_prelu(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 4, 6)
    x = input_i16(rng, b, full, zero_point=zero_point_i16(rng))
    slopes = tuple(1 if chance(rng, 0.5) else n for n in full)[int(rng.integers(0, len(full))) :]
    data = rng.integers(-128, 128, slopes).astype(np.int8)
    zero = int(rng.choice([0, 0, -128, 127, int(rng.integers(-128, 128))]))
    slope = b.constant(data, scale=scale(rng, -9, -3), zero_point=zero)
    unit = b.quantization(x)[0]
    y_scale = max(
        output_scale_i16(rng, unit, STD, 2 * LARGEST),
        output_scale_i16(rng, unit * b.quantization(slope)[0], 74 * STD, 2 * LARGEST * 255),
    )
    y = b.tensor(full, scale=y_scale, zero_point=zero_point_i16(rng), dtype="int16")
    b.operator("PRELU", [x, slope], [y])
    return b.build([y])


def random_one(
    kind: str, options: Callable[[Rng], Any] = lambda rng: None, *, zero_points: bool
) -> Callable[[Rng], bytes]:
    """RELU, LEAKY_RELU or ABS."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given = shape(rng, 1, 4, 8)
        x = input_i16(rng, b, given, zero_point=zero_point_i16(rng) if zero_points else 0)
        unit = b.quantization(x)[0]
        y_scale = output_scale_i16(rng, unit, STD, 2 * LARGEST)
        y_zero = zero_point_i16(rng) if zero_points else 0
        if chance(rng, 0.2):
            y_scale, y_zero = b.quantization(x)
        y = b.tensor(given, scale=y_scale, zero_point=y_zero, dtype="int16")
        b.operator(kind, [x], [y], options(rng))
        return b.build([y])

    return make


def _leaky(rng: Rng) -> Any:
    options = schema.LeakyReluOptionsT()
    options.alpha = float(np.float32(rng.choice([0.0, 0.01, 0.2, 1.0, rng.uniform(0, 1)])))
    return options


def random_relu6(rng: Rng) -> bytes:
    b = Builder()
    given = shape(rng, 1, 4, 8)
    quant = {"scale": scale(rng, -15, -6), "zero_point": zero_point_i16(rng)}
    x = b.input(given, dtype="int16", **quant)
    y = b.tensor(given, dtype="int16", **quant)
    b.operator("RELU6", [x], [y])
    return b.build([y])


def random_rsqrt(rng: Rng) -> bytes:
    """Of what is not negative, which a RELU sees to."""
    b = Builder()
    given = shape(rng, 1, 4, 8)
    x_scale = scale(rng, -18, 4) if chance(rng, 0.9) else scale(rng, -30, 20)
    x = b.input(given, scale=x_scale, dtype="int16")
    between = b.tensor(given, scale=x_scale, dtype="int16")
    b.operator("RELU", [x], [between])
    multiplier = 2.0 ** (rng.uniform(8, 18) if chance(rng, 0.9) else rng.uniform(-10, 28))
    y = b.tensor(given, scale=float(np.float32(1 / (multiplier * x_scale**0.5))), dtype="int16")
    b.operator("RSQRT", [between], [y])
    return b.build([y])


def random_curve(kind: str) -> Callable[[Rng], bytes]:
    """LOGISTIC or TANH; at or about the scales that need no multiplier, too."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given = (size(rng, 3), size(rng, 100))
        exact = float(rng.choice([2.0**-12, 2.0**-11]) * rng.choice([1, 1, 1.0005, 1.002]))
        low, high = (-15, -9) if chance(rng, 0.8) else (-28, 1.4)
        x_scale = float(np.float32(exact)) if chance(rng, 0.3) else scale(rng, low, high)
        x = b.input(given, scale=x_scale, dtype="int16")
        y = b.tensor(given, scale=1 / 32768, dtype="int16")
        b.operator(kind, [x], [y])
        return b.build([y])

    return make


RANDOM = {
    "ADD int16": random_sum("ADD", schema.AddOptionsT),
    "SUB int16": random_sum("SUB", schema.SubOptionsT),
    "MUL int16": random_mul,
    "SQUARED_DIFFERENCE int16": random_squared_difference,
    "MINIMUM int16": random_extreme("MINIMUM"),
    "MAXIMUM int16": random_extreme("MAXIMUM"),
    "PRELU int16": random_prelu,
    "RELU int16": random_one("RELU", zero_points=False),
    "LEAKY_RELU int16": random_one("LEAKY_RELU", _leaky, zero_points=True),
    "ABS int16": random_one("ABS", zero_points=False),
    "RELU6 int16": random_relu6,
    "RSQRT int16": random_rsqrt,
    "LOGISTIC int16": random_curve("LOGISTIC"),
    "TANH int16": random_curve("TANH"),
}
