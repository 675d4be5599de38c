"""Random models of operators that compute with whole rows of the last axis."""

from __future__ import annotations

import numpy as np

from .random_choices import (
    Rng,
    any_input,
    chance,
    output_scale,
    scale,
    shape,
    size,
    spread,
    zero_point,
)
from .tflite_builder import Builder, schema


def random_l2_normalization(rng: Rng) -> bytes:
    b = Builder()
    row = size(rng, 3) if chance(rng, 0.3) else size(rng, 60)
    if chance(rng, 0.05):
        row = 20000
    x = any_input(rng, b, (*shape(rng, 0, 3, 3), row))
    y = b.tensor(b.shape(x), scale=1 / 128)
    b.operator("L2_NORMALIZATION", [x], [y], schema.L2NormOptionsT())
    return b.build([y])


def random_log_softmax(rng: Rng) -> bytes:
    b = Builder()
    x_scale = scale(rng, -9, 1) if chance(rng, 0.9) else scale(rng, -24, 3)
    row = 4095 if chance(rng, 0.03) else size(rng, 3 if chance(rng, 0.3) else 100)
    given = (*shape(rng, 0, 3, 3), row)
    x = b.input(given, scale=x_scale, zero_point=zero_point(rng))
    y = b.tensor(given, scale=1 / 16, zero_point=127)
    b.operator("LOG_SOFTMAX", [x], [y], schema.LogSoftmaxOptionsT())
    return b.build([y])


def random_cumsum(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 4, 6 if chance(rng, 0.7) else 31)
    x = b.input(whole, scale=scale(rng))
    axis = int(rng.integers(0, len(whole)))
    unit = b.quantization(x)[0]
    y_scale = output_scale(rng, unit, spread(b, x) * np.sqrt(whole[axis]), 128 * whole[axis])
    y = b.tensor(whole, scale=max(y_scale, unit * 2.0**-18), zero_point=zero_point(rng))
    options = schema.CumsumOptionsT()
    options.exclusive, options.reverse = chance(rng, 0.5), chance(rng, 0.5)
    signed = axis - (len(whole) if chance(rng, 0.3) else 0)
    b.operator("CUMSUM", [x, b.constant(np.array([signed], np.int32))], [y], options)
    return b.build([y])


RANDOM = {
    "CUMSUM": random_cumsum,
    "L2_NORMALIZATION": random_l2_normalization,
    "LOG_SOFTMAX": random_log_softmax,
}
