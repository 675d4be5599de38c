"""Random models of functions of one value."""

from __future__ import annotations

import numpy as np

from .random_choices import Rng, chance, output_scale, scale, spread, zero_point
from .random_layers import every_value
from .tflite_builder import Builder


def random_abs(rng: Rng) -> bytes:
    b = Builder()
    x = every_value(rng, b)
    unit = b.quantization(x)[0]
    y_scale = unit if chance(rng, 0.3) else output_scale(rng, unit, spread(b, x), 255)
    y = b.tensor(b.shape(x), scale=y_scale, zero_point=zero_point(rng))
    b.operator("ABS", [x], [y])
    return b.build([y])


def random_rsqrt(rng: Rng) -> bytes:
    """Of what is not negative, which a RELU sees to unless the zero point does."""
    b = Builder()
    x_scale = scale(rng, -12, 4) if chance(rng, 0.9) else scale(rng, -30, 20)
    x = b.input(
        (1, 16, 16), scale=x_scale, zero_point=-128 if chance(rng, 0.5) else zero_point(rng)
    )
    if b.quantization(x)[1] != -128:
        x = b.relu(x, scale=x_scale, zero_point=b.quantization(x)[1])
    multiplier = 2.0 ** (rng.uniform(3, 12) if chance(rng, 0.9) else rng.uniform(-10, 28))
    y_scale = float(np.float32(1 / (multiplier * x_scale**0.5)))
    y = b.tensor(b.shape(x), scale=y_scale, zero_point=zero_point(rng))
    b.operator("RSQRT", [x], [y])
    return b.build([y])


def random_elu(rng: Rng) -> bytes:
    b = Builder()
    x_scale = scale(rng, -9, 1) if chance(rng, 0.8) else scale(rng, -20, 12)
    x = b.input((1, 16, 16), scale=x_scale, zero_point=zero_point(rng))
    reach = max(x_scale * float(rng.choice([1, 10, 255])), 2.0**-20)
    y_scale = float(np.float32(reach * 2.0 ** rng.uniform(-9, -5)))
    y = b.tensor(b.shape(x), scale=y_scale, zero_point=zero_point(rng))
    b.operator("ELU", [x], [y])
    return b.build([y])


RANDOM = {
    "ABS": random_abs,
    "RSQRT": random_rsqrt,
    "ELU": random_elu,
}
