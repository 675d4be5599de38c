"""Random models of comparisons, of bool, and of numbers in other types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .random_arithmetic import stretched
from .random_choices import Rng, any_input, chance, scale, shape, zero_point
from .tflite_builder import Builder, Shape


def operand(b: Builder, given: Shape, coarse: bool, quant: dict[str, Any]) -> int:
    """An input; coarse: of a few steps around 0."""
    if not coarse:
        return b.input(given, **quant)
    fine = b.input(given, scale=quant["scale"] / 64, zero_point=0)
    return b.quantize(fine, **quant)


def compared(rng: Rng, b: Builder, kind: str, given: Shape, other: Shape) -> int:
    """A comparison of two operands; of close scales or few values mostly, so that there are
    equals."""
    coarse = chance(rng, 0.9 if "EQUAL" in kind else 0.3)
    quant = {"scale": scale(rng, -12, 0), "zero_point": zero_point(rng)}
    first = operand(b, given, coarse, quant)
    if chance(rng, 0.05):
        quant["scale"] = scale(rng, -40, 0)
    elif chance(rng, 0.5):
        quant["scale"] = min(float(np.float32(quant["scale"] * 2.0 ** rng.integers(-2, 3))), 0.99)
    if chance(rng, 0.5):
        quant["zero_point"] = zero_point(rng)
    if chance(rng, 0.3):
        data = rng.integers(-128, 128, other)
        if coarse:
            data = np.clip(rng.integers(-2, 3, other) + quant["zero_point"], -128, 127)
        second = b.constant(data.astype(np.int8), **quant)
    elif chance(rng, 0.05) and given == other:
        second = first
    else:
        second = operand(b, other, coarse, quant)
    pair = [first, second] if chance(rng, 0.5) else [second, first]
    y = b.tensor(np.broadcast_shapes(b.shape(first), b.shape(second)), dtype="bool")
    b.operator(kind, pair, [y])
    return y


def shapes(rng: Rng) -> tuple[Shape, Shape]:
    full = shape(rng, 1, 4, 6)
    return (full, stretched(rng, full)) if chance(rng, 0.5) else (stretched(rng, full), full)


def random_comparison(kind: str) -> Callable[[Rng], bytes]:
    """EQUAL or its like, to bool, or on to a number."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        y = compared(rng, b, kind, *shapes(rng))
        if chance(rng, 0.5):
            return b.build([y])
        z = b.tensor(b.shape(y), dtype="int8", scale=1.0)
        b.operator("CAST", [y], [z])
        return b.build([z])

    return make


def random_logical(kind: str) -> Callable[[Rng], bytes]:
    """LOGICAL_AND or LOGICAL_OR, of comparisons or a constant."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given, other = shapes(rng)
        first = compared(rng, b, "LESS", given, given)
        if chance(rng, 0.3):
            second = b.constant(rng.random(other) < 0.5)
        else:
            second = compared(rng, b, "GREATER", other, other)
        y = b.tensor(np.broadcast_shapes(given, other), dtype="bool")
        b.operator(kind, [first, second] if chance(rng, 0.5) else [second, first], [y])
        return b.build([y])

    return make


def random_logical_not(rng: Rng) -> bytes:
    b = Builder()
    x = compared(rng, b, "LESS", *shapes(rng))
    y = b.tensor(b.shape(x), dtype="bool")
    b.operator("LOGICAL_NOT", [x], [y])
    return b.build([y])


def random_select_v2(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 4, 6)
    each = [stretched(rng, full) for _ in range(3)]
    each[int(rng.integers(0, 3))] = full
    if chance(rng, 0.2):
        condition = b.constant(rng.random(each[0]) < 0.5)
    else:
        condition = compared(rng, b, "LESS", each[0], each[0])
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    values = [
        b.constant(rng.integers(-128, 128, given).astype(np.int8), **quant)
        if chance(rng, 0.2) and (b.inputs or given is each[1])
        else b.input(given, **quant)
        for given in each[1:]
    ]
    if not b.inputs:
        values[0] = b.input(each[1], **quant)
    y = b.tensor(full, **quant)
    b.operator("SELECT_V2", [condition, *values], [y])
    return b.build([y])


def random_cast(rng: Rng) -> bytes:
    """Through several types; from float32 only what the next type holds."""
    b = Builder()
    given = shape(rng, 0, 4, 6)
    if chance(rng, 0.3):
        x, dtype = b.input(given, dtype="float32"), "float32"
    elif chance(rng, 0.3):
        x, dtype = compared(rng, b, "LESS", given, given), "bool"
    else:
        x, dtype = any_input(rng, b, given), "int8"
    for _ in range(int(rng.integers(1, 5))):
        dtype = str(rng.choice(["int8", "int16", "int32", "float32"]))
        quant = {"scale": scale(rng), "zero_point": zero_point(rng)} if dtype == "int8" else {}
        y = b.tensor(given, dtype=dtype, **quant)
        b.operator("CAST", [x], [y])
        x = y
    if dtype == "int16":
        y = b.tensor(given, dtype="int32")
        b.operator("CAST", [x], [y])
    return b.build([y])


RANDOM = {
    **{
        kind: random_comparison(kind)
        for kind in ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")
    },
    "LOGICAL_AND": random_logical("LOGICAL_AND"),
    "LOGICAL_OR": random_logical("LOGICAL_OR"),
    "LOGICAL_NOT": random_logical_not,
    "SELECT_V2": random_select_v2,
    "CAST": random_cast,
}
