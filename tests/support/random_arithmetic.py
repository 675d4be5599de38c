"""Random models of arithmetic on two or more tensors."""

from __future__ import annotations

import math

import numpy as np

from .random_choices import (
    Rng,
    activated,
    any_input,
    chance,
    output_scale,
    scale,
    shape,
    size,
    spread,
    zero_point,
)
from .random_layers import operands
from .tflite_builder import Builder, Shape, schema


def random_squared_difference(rng: Rng) -> bytes:
    b = Builder()
    a, c = operands(rng, b, float(rng.choice([1, 6, 20], p=[0.7, 0.2, 0.1])))
    scales = b.quantization(a)[0], b.quantization(c)[0]
    typical = math.hypot(spread(b, a) * scales[0], spread(b, c) * scales[1])
    unit = (2 * max(scales) / 128) ** 2
    y_scale = output_scale(rng, unit, max(typical**2 / unit, 1), 32640**2)
    given = np.broadcast_shapes(b.shape(a), b.shape(c))
    y = b.tensor(given, scale=y_scale, zero_point=zero_point(rng))
    b.operator("SQUARED_DIFFERENCE", [a, c], [y])
    return b.build([y])


def stretched(rng: Rng, full: Shape) -> Shape:
    """A shape that broadcasts to ``full``."""
    if chance(rng, 0.4):
        return full
    other = tuple(1 if chance(rng, 0.4) else n for n in full)
    return other[int(rng.integers(0, len(full) + 1)) :]


def random_div(rng: Rng) -> bytes:
    """By constants but the zero point, or by what LOGISTIC makes of a narrow range."""
    b = Builder()
    full = shape(rng, 1, 4, 6)
    numerator, denominator = (
        (full, stretched(rng, full)) if chance(rng, 0.5) else (stretched(rng, full), full)
    )
    if chance(rng, 0.4):
        x = b.input(denominator, scale=float(np.float32(4 / 255)), zero_point=zero_point(rng))
        divisor = b.logistic(x)
    else:
        y_zero = zero_point(rng)
        data = rng.integers(-128, 128, denominator)
        data = np.where(data == y_zero, data + (1 if y_zero < 0 else -1), data)
        divisor = b.constant(data.astype(np.int8), scale=scale(rng), zero_point=y_zero)
        if chance(rng, 0.1):
            divisor = b.constant(np.array(y_zero ^ 1, np.int8), scale=0.5, zero_point=y_zero)
            numerator = full
    if chance(rng, 0.1) and b.inputs:
        data = rng.integers(-128, 128, numerator).astype(np.int8)
        dividend = b.constant(data, scale=scale(rng), zero_point=zero_point(rng))
    else:
        dividend = any_input(rng, b, numerator)
    multiplier = 2.0 ** (rng.uniform(6.1, 11) if chance(rng, 0.9) else rng.uniform(6.1, 21.9))
    y_scale = b.quantization(dividend)[0] / (b.quantization(divisor)[0] * multiplier)
    made = activated(rng, float(np.float32(y_scale)))
    options = schema.DivOptionsT()
    options.fusedActivationFunction = getattr(schema.ActivationFunctionType, made.pop("activation"))
    y = b.tensor(np.broadcast_shapes(b.shape(dividend), b.shape(divisor)), **made)
    b.operator("DIV", [dividend, divisor], [y], options)
    return b.build([y])


def random_add_n(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 0, 4, 6)
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    count = 2 + size(rng, 12) if chance(rng, 0.2) else 1 + size(rng, 3)
    parts = [b.input(whole, **quant)]
    for _ in range(count - 1):
        kind = rng.random()
        if kind < 0.2:
            parts.append(b.constant(rng.integers(-128, 128, whole).astype(np.int8), **quant))
        elif kind < 0.3:
            parts.append(parts[0])
        else:
            parts.append(b.input(whole, **quant))
    order = [parts[int(i)] for i in rng.permutation(count)]
    std = max(math.sqrt(count) * 74 + abs(quant["zero_point"]) * count, 1)
    y_scale = output_scale(rng, quant["scale"], std, 255 * count)
    y_scale = float(np.float32(max(y_scale, quant["scale"] * 2.0**-18)))
    y = b.tensor(whole, scale=y_scale, zero_point=zero_point(rng))
    b.operator("ADD_N", order, [y])
    return b.build([y])


RANDOM = {
    "SQUARED_DIFFERENCE": random_squared_difference,
    "DIV": random_div,
    "ADD_N": random_add_n,
}
