"""Random models of operators that take elements from computed places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .random_choices import CHANNELS, Rng, any_input, chance, pair, shape, size
from .tflite_builder import Builder, schema


def like(b: Builder, kind: str, x: int, constant: Any, given: Any, options: Any) -> int:
    """An operator of x and one constant; the output has x's quantization."""
    return taken(b, kind, x, b.constant(np.asarray(constant, np.int32)), given, options)


def taken(b: Builder, kind: str, x: int, numbers: int, given: Any, options: Any) -> int:
    """An operator of x and numbers; the output has x's quantization."""
    x_scale, x_zero = b.quantization(x)
    y = b.tensor(tuple(given), scale=x_scale, zero_point=x_zero)
    b.operator(kind, [x, numbers], [y], options)
    return y


def chosen(rng: Rng, b: Builder, indices: Any, sizes: Any) -> int:
    """int32 numbers from 0 to below ``sizes``: these constants, or others of their shape that are
    computed at run time."""
    constant = np.asarray(indices, np.int32)
    if chance(rng, 0.5):
        return b.constant(constant)
    x = b.input(constant.shape, dtype="int32")
    for kind, bound in (("MAXIMUM", 0), ("MINIMUM", np.asarray(sizes) - 1)):
        y = b.tensor(constant.shape, dtype="int32")
        limit = b.constant(np.asarray(bound, np.int32))
        b.operator(kind, [x, limit], [y], schema.MaximumMinimumOptionsT())
        x = y
    return x


def random_gather(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 4)
    x = any_input(rng, b, whole)
    axis = int(rng.integers(0, len(whole)))
    batch_axes = int(rng.integers(0, axis + 1)) if chance(rng, 0.3) else 0
    own = tuple(size(rng, 5) for _ in range(int(rng.integers(0, 3))))
    indices = rng.integers(0, whole[axis], (*whole[:batch_axes], *own))
    options = schema.GatherOptionsT()
    options.axis = axis - (len(whole) if chance(rng, 0.3) else 0)
    options.batchDims = batch_axes
    given = (*whole[:axis], *own, *whole[axis + 1 :])
    numbers = chosen(rng, b, indices, whole[axis])
    if b.inputs[1:] and chance(rng, 0.3):
        x = table(rng, b, x)
    return b.build([taken(b, "GATHER", x, numbers, given, options)])


def table(rng: Rng, b: Builder, x: int) -> int:
    """A constant like x, as the rows of an embedding are."""
    x_scale, x_zero = b.quantization(x)
    data = rng.integers(-128, 128, b.shape(x)).astype(np.int8)
    return b.constant(data, scale=x_scale, zero_point=x_zero)


def random_gather_nd(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 4)
    x = any_input(rng, b, whole)
    depth = size(rng, min(len(whole), 5))
    own = tuple(size(rng, 5) for _ in range(int(rng.integers(0, 3))))
    indices = np.stack([rng.integers(0, n, own) for n in whole[:depth]], axis=-1)
    options = schema.GatherNdOptionsT()
    numbers = chosen(rng, b, indices, whole[:depth])
    return b.build([taken(b, "GATHER_ND", x, numbers, (*own, *whole[depth:]), options)])


def random_resize(kind: str, options_type: str) -> Callable[[Rng], bytes]:
    """RESIZE_NEAREST_NEIGHBOR or RESIZE_BILINEAR."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        batch = 2 if chance(rng, 0.2) else 1
        area = pair(rng, 9)
        x = any_input(rng, b, (batch, *area, int(rng.choice(CHANNELS))))
        times = int(rng.integers(2, 5))
        wanted = tuple(n * times for n in area) if chance(rng, 0.3) else pair(rng, 24)
        options = getattr(schema, options_type)()
        options.alignCorners = chance(rng, 0.4)
        both = kind == "RESIZE_NEAREST_NEIGHBOR"
        options.halfPixelCenters = chance(rng, 0.5) and (both or not options.alignCorners)
        given = (batch, *wanted, b.shape(x)[3])
        return b.build([like(b, kind, x, wanted, given, options)])

    return make


RANDOM = {
    "GATHER": random_gather,
    "GATHER_ND": random_gather_nd,
    "RESIZE_NEAREST_NEIGHBOR": random_resize(
        "RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptionsT"
    ),
    "RESIZE_BILINEAR": random_resize("RESIZE_BILINEAR", "ResizeBilinearOptionsT"),
}
