"""Random models of operators that make one element of many."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .random_choices import (
    Rng,
    any_input,
    chance,
    output_scale,
    shape,
    size,
    spread,
    zero_point,
)
from .tflite_builder import Builder, Shape, schema


def reducible(rng: Rng, largest: int) -> Shape:
    """The shape of what is reduced; now and then of more axes than come in models."""
    return shape(rng, 5, 6, 3) if chance(rng, 0.2) else shape(rng, 1, 4, largest)


def axes_of(rng: Rng, rank: int) -> Shape:
    """Any of the axes, some written as negative numbers."""
    chosen = rng.permutation(rank)[: size(rng, rank)]
    return tuple(int(a) - (rank if chance(rng, 0.3) else 0) for a in chosen)


def reduced(rng: Rng, b: Builder, kind: str, x: int, axes: Shape, quant: tuple[float, int]) -> int:
    """An operator that reduces axes; quant: of the output."""
    whole = b.shape(x)
    gone = {axis % len(whole) for axis in axes}
    options = schema.ReducerOptionsT()
    options.keepDims = chance(rng, 0.5)
    if options.keepDims:
        given = tuple(1 if i in gone else n for i, n in enumerate(whole))
    else:
        given = tuple(n for i, n in enumerate(whole) if i not in gone)
    y = b.tensor(given, scale=quant[0], zero_point=quant[1])
    b.operator(kind, [x, b.constant(np.array(axes, np.int32))], [y], options)
    return y


def random_extreme(kind: str) -> Callable[[Rng], bytes]:
    """REDUCE_MAX or REDUCE_MIN."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        x = any_input(rng, b, reducible(rng, int(rng.choice([3, 9]))))
        axes = axes_of(rng, len(b.shape(x)))
        return b.build([reduced(rng, b, kind, x, axes, b.quantization(x))])

    return make


def random_sum(rng: Rng) -> bytes:
    b = Builder()
    x = any_input(rng, b, reducible(rng, int(rng.choice([4, 12]))))
    axes = axes_of(rng, len(b.shape(x)))
    count = math.prod(b.shape(x)[axis] for axis in axes)
    unit = b.quantization(x)[0]
    y_scale = output_scale(rng, unit, max(spread(b, x, count) * count, 1), 255 * count)
    return b.build([reduced(rng, b, "SUM", x, axes, (y_scale, zero_point(rng)))])


def random_arg(kind: str) -> Callable[[Rng], bytes]:
    """ARG_MAX or ARG_MIN; few values, so that there are equals."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        whole = shape(rng, 1, 4, int(rng.choice([3, 9, 40])))
        x = any_input(rng, b, whole)
        if chance(rng, 0.5):
            x = b.relu6(x)
        axis = int(rng.integers(0, len(whole)))
        options = getattr(schema, "ArgMaxOptionsT" if kind == "ARG_MAX" else "ArgMinOptionsT")()
        options.outputType = schema.TensorType.INT32
        y = b.tensor((*whole[:axis], *whole[axis + 1 :]), dtype="int32")
        signed = np.array(axis - (len(whole) if chance(rng, 0.3) else 0), np.int32)
        given = signed if chance(rng, 0.5) else signed.reshape(1)
        b.operator(kind, [x, b.constant(given)], [y], options)
        if chance(rng, 0.2):
            flat = b.tensor((math.prod(b.shape(y)),), dtype="int32")
            b.operator("RESHAPE", [y], [flat], schema.ReshapeOptionsT())
            y = flat
        return b.build([y])

    return make


RANDOM = {
    "ARG_MAX": random_arg("ARG_MAX"),
    "ARG_MIN": random_arg("ARG_MIN"),
    "REDUCE_MAX": random_extreme("REDUCE_MAX"),
    "REDUCE_MIN": random_extreme("REDUCE_MIN"),
    "SUM": random_sum,
}
