"""Random int16 models of operators that make one element of many."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .random_choices import CHANNELS, Rng, chance, pair, scale, shape, size, window_of
from .random_int16_elements import (
    LARGEST,
    STD,
    activation_i16,
    input_i16,
    output_scale_i16,
    zero_point_i16,
)
from .random_reductions import axes_of, reducible
from .tflite_builder import Builder, schema


def random_pool(kind: str) -> Callable[[Rng], bytes]:
    """AVERAGE_POOL_2D or MAX_POOL_2D."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given = (2 if chance(rng, 0.1) else 1, *pair(rng, 9), int(rng.choice(CHANNELS)))
        x = input_i16(rng, b, given, zero_point=zero_point_i16(rng))
        window, _, padding = window_of(rng, given[1:3], 9, 1)
        pool = b.average_pool_2d if kind == "AVERAGE_POOL_2D" else b.max_pool_2d
        names = {value: name for name, value in vars(schema.ActivationFunctionType).items()}
        drawn = names[activation_i16(rng, b.quantization(x)[0])]
        y = pool(x, window=window, stride=pair(rng, 4), padding=padding, activation=drawn)
        return b.build([y])

    return make


def random_mean(kind: str) -> Callable[[Rng], bytes]:
    """MEAN or SUM, of up to six axes."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given = reducible(rng, int(rng.choice([3, 9])))
        x = input_i16(rng, b, given, zero_point=zero_point_i16(rng))
        axes = axes_of(rng, len(given))
        gone = {axis % len(given) for axis in axes}
        count = math.prod(given[axis] for axis in gone)
        typical = STD / math.sqrt(count) * (count if kind == "SUM" else 1)
        unit = b.quantization(x)[0]
        options = schema.ReducerOptionsT()
        options.keepDims = chance(rng, 0.5)
        left = [(i, n) for i, n in enumerate(given) if options.keepDims or i not in gone]
        y = b.tensor(
            tuple(1 if i in gone else n for i, n in left),
            scale=output_scale_i16(rng, unit, typical, 2 * LARGEST * count),
            zero_point=zero_point_i16(rng),
            dtype="int16",
        )
        b.operator(kind, [x, b.constant(np.array(axes, np.int32))], [y], options)
        return b.build([y])

    return make


def random_softmax(rng: Rng) -> bytes:
    b = Builder()
    row = size(rng, 3) if chance(rng, 0.3) else size(rng, 60)
    if chance(rng, 0.03):
        row = 40000
    given = (*shape(rng, 0, 3, 3 if row < 100 else 1), row)
    # 65535 steps below the maximum are ten times the scale that counts; a product fits int32.
    x_scale = scale(rng, -16, -9) if chance(rng, 0.8) else scale(rng, -40, 1)
    x = b.input(given, scale=x_scale, dtype="int16")
    y = b.tensor(given, scale=1 / 32768, dtype="int16")
    options = schema.SoftmaxOptionsT()
    options.beta = float(rng.choice([1.0, 0.5, 2.0, 0.3]))
    b.operator("SOFTMAX", [x], [y], options)
    return b.build([y])


RANDOM = {
    "AVERAGE_POOL_2D int16": random_pool("AVERAGE_POOL_2D"),
    "MAX_POOL_2D int16": random_pool("MAX_POOL_2D"),
    "MEAN int16": random_mean("MEAN"),
    "SUM int16": random_mean("SUM"),
    "SOFTMAX int16": random_softmax,
}
