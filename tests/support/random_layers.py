"""Random layers: each adds one operator to a builder and returns its output."""

from __future__ import annotations

import math

import numpy as np

from .random_choices import (
    CHANNELS,
    Rng,
    Weighted,
    activated,
    any_input,
    chance,
    output_scale,
    pair,
    scale,
    shape,
    size,
    spread,
    window_of,
    zero_point,
)
from .tflite_builder import Builder, Shape


def conv_2d_layer(rng: Rng, b: Builder, x: int, dtype: str = "int8") -> int:
    _, h, w, channels = b.shape(x)
    kernel, dilation, padding = window_of(rng, (h, w), 5, 3 if chance(rng, 0.4) else 1)
    outputs = int(rng.choice(CHANNELS))
    parts = Weighted(rng, b, x, (outputs, *kernel, channels), 0, chance(rng, 0.8), dtype)
    return b.conv_2d(
        x,
        parts.weights,
        parts.bias,
        stride=pair(rng, 3),
        dilation=dilation,
        padding=padding,
        **activated(rng, parts.scale),
    )


def depthwise_conv_2d_layer(rng: Rng, b: Builder, x: int, dtype: str = "int8") -> int:
    _, h, w, channels = b.shape(x)
    kernel, dilation, padding = window_of(rng, (h, w), 5, 3 if chance(rng, 0.4) else 1)
    outputs = channels * int(rng.choice([1, 1, 2, 3]))
    parts = Weighted(rng, b, x, (1, *kernel, outputs), 3, chance(rng, 0.8), dtype)
    return b.depthwise_conv_2d(
        x,
        parts.weights,
        parts.bias,
        stride=pair(rng, 3),
        dilation=dilation,
        padding=padding,
        **activated(rng, parts.scale),
    )


def fully_connected_layer(rng: Rng, b: Builder, x: int, dtype: str = "int8") -> int:
    given = b.shape(x)
    keep_dims = chance(rng, 0.3)
    depth = given[-1] if keep_dims or chance(rng, 0.5) else math.prod(given)
    per_channel = chance(rng, 0.5) and dtype != "int4"  # TFLM has no such kernel
    parts = Weighted(rng, b, x, (size(rng, 12), depth), 0, per_channel, dtype)
    return b.fully_connected(
        x,
        parts.weights,
        parts.bias,
        keep_dims=keep_dims,
        **activated(rng, parts.scale),
    )


def operands(rng: Rng, b: Builder, octaves: float) -> tuple[int, int]:
    """Two operands that broadcast; one may be constant, or both be the same."""
    full = shape(rng, 1, 4, 6)
    first = any_input(rng, b, full)
    if chance(rng, 0.1):
        return first, first
    other = full
    if chance(rng, 0.6):
        stretched = rng.random(len(full)) < 0.5
        other = tuple(1 if gone else n for gone, n in zip(stretched, full, strict=True))
        other = other[int(rng.integers(0, len(full))) :]
    quant = {
        "scale": float(
            np.float32(b.quantization(first)[0] * 2.0 ** rng.uniform(-octaves, octaves))
        ),
        "zero_point": zero_point(rng),
    }
    if chance(rng, 0.3):
        second = b.constant(rng.integers(-128, 128, other).astype(np.int8), **quant)
    else:
        second = b.input(other, **quant)
    return (first, second) if chance(rng, 0.5) else (second, first)


def add_layer(rng: Rng, b: Builder, a: int, c: int) -> int:
    scales = b.quantization(a)[0], b.quantization(c)[0]
    widest = max(scales)
    typical = math.hypot(spread(b, a) * scales[0], spread(b, c) * scales[1]) / widest
    # TFLM takes output scales down to 2**-19 of the larger input's.
    y_scale = max(output_scale(rng, widest, typical, 255), widest * 2.0**-18)
    return b.add(a, c, **activated(rng, float(np.float32(y_scale))))


def mul_layer(rng: Rng, b: Builder, a: int, c: int) -> int:
    unit = b.quantization(a)[0] * b.quantization(c)[0]
    y_scale = output_scale(rng, unit, spread(b, a) * spread(b, c), 255**2)
    return b.mul(a, c, **activated(rng, y_scale))


def mean_layer(rng: Rng, b: Builder, x: int, axes: Shape | None = None) -> int:
    rank = len(b.shape(x))
    if axes is None:
        chosen = rng.permutation(rank)[: size(rng, rank)]
        axes = tuple(int(a) - (rank if chance(rng, 0.3) else 0) for a in chosen)
    count = math.prod(b.shape(x)[axis] for axis in axes)
    unit = b.quantization(x)[0]
    y_scale = output_scale(rng, unit, max(spread(b, x, count), 1), 255 * count)
    return b.mean(x, axes, scale=y_scale, zero_point=zero_point(rng), keep_dims=chance(rng, 0.5))


def every_value(rng: Rng, b: Builder) -> int:
    """An input of 256 elements, in which ``random_inputs`` puts every value of int8."""
    x_scale = scale(rng, -9, 1) if chance(rng, 0.8) else scale(rng, -27, 20)
    return b.input((1, 16, 16), scale=x_scale, zero_point=zero_point(rng))


def pad_layer(rng: Rng, b: Builder, x: int, *, outermost: bool) -> int:
    """outermost: also along the first and last axis, which PAD before a convolution never does."""
    paddings = [(int(rng.integers(0, 4)), int(rng.integers(0, 4))) for _ in b.shape(x)]
    if not outermost:
        paddings[0] = paddings[-1] = (0, 0)
    return b.pad(x, paddings)


def reshape_layer(rng: Rng, b: Builder, x: int) -> int:
    left = math.prod(b.shape(x))
    wanted: list[int] = []
    while left > 1 and len(wanted) < 3:
        divisors = [n for n in range(1, left + 1) if left % n == 0]
        wanted.append(int(rng.choice(divisors)))
        left //= wanted[-1]
    return b.reshape(x, (*wanted, left))
