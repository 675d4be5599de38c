"""Random models of float32, of operators that are exact in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .random_arithmetic import stretched
from .random_choices import ACTIVATIONS, Rng, any_input, chance, shape
from .tflite_builder import Builder, Shape, schema

Make = Callable[[Rng], bytes]


def numbers(rng: Rng, given: Shape) -> Any:
    """Halves, zeros of both signs, the ends of the range, and what lies between."""
    odd = [-0.0, 0.0, 0.5, -0.5, 1.5, -1.5, 2.5, 6.0, -1e-42, 3e38, -3e38, 8388607.5, 2.0**25]
    fine = rng.normal(0, 1, given) * 2.0 ** rng.integers(-4, 12, given)
    return np.where(rng.random(given) < 0.3, rng.choice(odd, given), fine).astype(np.float32)


def operand(rng: Rng, b: Builder, given: Shape) -> int:
    """An input of float32 or int8, or numbers in which a constant took part."""
    if chance(rng, 0.4):
        return b.dequantize(any_input(rng, b, given))
    x = b.input(given, dtype="float32")
    if chance(rng, 0.5):
        return x
    y = b.tensor(given, dtype="float32")
    b.operator("MAXIMUM", [x, b.constant(numbers(rng, given))], [y])
    return y


def one(kind: str) -> Make:
    """An operator of one operand."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        x = operand(rng, b, shape(rng, 0, 4, 6))
        y = b.tensor(b.shape(x), dtype="float32")
        b.operator(kind, [x], [y])
        return b.build([y])

    return make


def two(kind: str, options_type: str) -> Make:
    """An operator of two operands, one of which may be constant."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        full = shape(rng, 1, 4, 6)
        first = operand(rng, b, full)
        other = stretched(rng, full)
        constant = chance(rng, 0.4)
        second = b.constant(numbers(rng, other)) if constant else operand(rng, b, other)
        options = getattr(schema, options_type)()
        if hasattr(options, "fusedActivationFunction"):
            drawn = str(rng.choice(ACTIVATIONS))
            options.fusedActivationFunction = getattr(schema.ActivationFunctionType, drawn)
        y = b.tensor(full, dtype="float32")
        b.operator(kind, [first, second] if chance(rng, 0.5) else [second, first], [y], options)
        return b.build([y])

    return make


RANDOM = {
    **{kind: one(kind) for kind in ("NEG", "FLOOR", "CEIL", "ROUND")},
    **{f"{kind} float32": one(kind) for kind in ("ABS", "RELU", "RELU6")},
    "ADD float32": two("ADD", "AddOptionsT"),
    "SUB float32": two("SUB", "SubOptionsT"),
    "MUL float32": two("MUL", "MulOptionsT"),
    "MINIMUM float32": two("MINIMUM", "MaximumMinimumOptionsT"),
    "MAXIMUM float32": two("MAXIMUM", "MaximumMinimumOptionsT"),
}
