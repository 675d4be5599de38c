"""Random graphs: a few layers with branches and joins."""

from __future__ import annotations

import math
from collections.abc import Callable

from .random_choices import (
    CHANNELS,
    Rng,
    Weighted,
    any_input,
    chance,
    output_scale,
    pair,
    spread,
    zero_point,
)
from .random_layers import (
    add_layer,
    conv_2d_layer,
    depthwise_conv_2d_layer,
    fully_connected_layer,
    mean_layer,
    mul_layer,
    pad_layer,
)
from .tflite_builder import Builder


def random_graph(rng: Rng) -> bytes:
    """Two to six layers with branches, PADs before convolutions and the like, then a head."""
    b = Builder()
    x = any_input(rng, b, (1, *pair(rng, 9), int(rng.choice(CHANNELS))))
    outputs = []
    for _ in range(int(rng.integers(2, 7))):
        x = _LAYERS[int(rng.integers(0, len(_LAYERS)))](rng, b, x)
        if not _continues(b, x):
            break
        if chance(rng, 0.1):
            outputs.append(x)
    head = _head(rng, b, x)
    return b.build([*dict.fromkeys([*outputs, head])])


def _continues(b: Builder, x: int) -> bool:
    """Whether the scale is still such that no layer after it leaves what is legal."""
    return 2.0**-16 < b.quantization(x)[0] < 2.0**12


def _residual(rng: Rng, b: Builder, x: int) -> int:
    channels = b.shape(x)[3]
    parts = Weighted(rng, b, x, (channels, 1, 1, channels), 0, True)
    y = b.conv_2d(x, parts.weights, scale=parts.scale, zero_point=parts.zero_point)
    # Within what ADD takes; what the branch amounts to beside x does not matter.
    ratio = parts.scale / b.quantization(x)[0]
    if not 2.0**-12 < ratio < 2.0**12:
        return y
    return add_layer(rng, b, x, y) if chance(rng, 0.5) else add_layer(rng, b, y, x)


def _branches(rng: Rng, b: Builder, x: int) -> int:
    """Two convolutions of one quantization, joined along the channels."""
    channels = b.shape(x)[3]
    first = Weighted(rng, b, x, (3, 1, 1, channels), 0, True)
    second = Weighted(rng, b, x, (2, 3, 3, channels), 0, False)
    quant = {"scale": max(first.scale, second.scale), "zero_point": first.zero_point}
    left = b.conv_2d(x, first.weights, **quant)
    return b.concatenation([left, b.conv_2d(x, second.weights, **quant)], 3)


def _padded_conv(rng: Rng, b: Builder, x: int) -> int:
    layer = conv_2d_layer if chance(rng, 0.5) else depthwise_conv_2d_layer
    return layer(rng, b, pad_layer(rng, b, x, outermost=False))


def _pooled(rng: Rng, b: Builder, x: int) -> int:
    pool = b.max_pool_2d if chance(rng, 0.5) else b.average_pool_2d
    return pool(x, window=pair(rng, 3), stride=pair(rng, 2), padding="SAME")


def _gated(rng: Rng, b: Builder, x: int) -> int:
    """x * sigmoid(x), as swish and squeeze-and-excitation have it."""
    return mul_layer(rng, b, x, b.logistic(x) if chance(rng, 0.5) else b.tanh(x))


def _activated(rng: Rng, b: Builder, x: int) -> int:
    y_scale = output_scale(rng, b.quantization(x)[0], spread(b, x), 255)
    if chance(rng, 0.3):
        return b.relu6(x)
    layer = b.relu if chance(rng, 0.5) else b.quantize
    return layer(x, scale=y_scale, zero_point=zero_point(rng))


def _folded(rng: Rng, b: Builder, x: int) -> int:
    n, h, w, c = b.shape(x)
    y = b.reshape(x, (n, w, h, c))
    return b.squeeze(b.expand_dims(y, 2), [2]) if chance(rng, 0.5) else y


def _head(rng: Rng, b: Builder, x: int) -> int:
    kind = int(rng.integers(0, 4))
    if kind == 0 or not _continues(b, x):
        return x
    flat = mean_layer(rng, b, x, (1, 2)) if kind == 1 else b.reshape(x, (1, math.prod(b.shape(x))))
    if not _continues(b, flat):
        return flat
    y = fully_connected_layer(rng, b, flat)
    return b.softmax(y) if kind == 3 and _continues(b, y) else y


_LAYERS: tuple[Callable[[Rng, Builder, int], int], ...] = (
    conv_2d_layer,
    depthwise_conv_2d_layer,
    _padded_conv,
    _residual,
    _branches,
    _pooled,
    _gated,
    _activated,
    _folded,
)
