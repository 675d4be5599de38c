"""Random graphs of int16: a few layers with branches and joins, and ways into and out of int16."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .random_choices import CHANNELS, Rng, chance, pair, scale, zero_point
from .random_int16_elements import LARGEST, STD, output_scale_i16
from .random_int16_weights import (
    Int16Weighted,
    int16_conv_2d_layer,
    int16_depthwise_conv_2d_layer,
    int16_fully_connected_layer,
    int16_scale,
)
from .random_layers import fully_connected_layer, pad_layer
from .tflite_builder import Builder, Shape, schema


def random_int16_graph(rng: Rng) -> bytes:
    """Two to six layers, then a head; int16 all the way, or from and to other types."""
    b = Builder()
    x = _entrance(rng, b, (1, *pair(rng, 9), int(rng.choice(CHANNELS))))
    outputs = []
    for _ in range(int(rng.integers(2, 7))):
        x = _LAYERS[int(rng.integers(0, len(_LAYERS)))](rng, b, x)
        if not _continues(b, x):
            break
        if chance(rng, 0.1):
            outputs.append(x)
    return b.build([*dict.fromkeys([*outputs, _head(rng, b, x)])])


def _entrance(rng: Rng, b: Builder, given: Shape) -> int:
    if chance(rng, 0.6):
        return b.input(given, scale=int16_scale(rng), dtype="int16")
    if chance(rng, 0.5):
        x = b.input(given, dtype="float32")
        return b.quantize(x, scale=int16_scale(rng), dtype="int16")
    x = b.input(given, scale=scale(rng, -9, -1), zero_point=zero_point(rng))
    y_scale = float(np.float32(b.quantization(x)[0] * 2.0 ** rng.uniform(-8, 1)))
    return b.quantize(x, scale=y_scale, dtype="int16")


def _continues(b: Builder, x: int) -> bool:
    """Whether the scale is still such that no layer after it leaves what is legal."""
    return 2.0**-26 < b.quantization(x)[0] < 2.0


def _added(
    b: Builder,
    kind: str,
    inputs: list[int],
    given: Shape,
    y_scale: float,
    options: Any = None,
) -> int:
    y = b.tensor(given, scale=float(np.float32(y_scale)), dtype="int16")
    b.operator(kind, inputs, [y], options)
    return y


def _one_by_one(rng: Rng, b: Builder, x: int, outputs: int) -> Int16Weighted:
    return Int16Weighted(
        rng,
        b,
        x,
        (outputs, 1, 1, b.shape(x)[3]),
        0,
        per_channel=True,
        bias_types=("int64", "int32"),
        narrow_default=False,
    )


def _residual(rng: Rng, b: Builder, x: int) -> int:
    parts = _one_by_one(rng, b, x, b.shape(x)[3])
    y = b.conv_2d(x, parts.weights, parts.bias, scale=parts.scale)
    widest = max(parts.scale, b.quantization(x)[0])
    operands = [x, y] if chance(rng, 0.5) else [y, x]
    y_scale = widest * 2.0 ** rng.uniform(-3, 2)
    return _added(b, "ADD", operands, b.shape(x), y_scale, schema.AddOptionsT())


def _branches(rng: Rng, b: Builder, x: int) -> int:
    """Two convolutions of one quantization, joined along the channels."""
    parts = [_one_by_one(rng, b, x, outputs) for outputs in (3, 2)]
    y_scale = max(part.scale for part in parts)
    joined = [b.conv_2d(x, part.weights, part.bias, scale=y_scale) for part in parts]
    return b.concatenation(joined, 3)


def _padded_conv(rng: Rng, b: Builder, x: int) -> int:
    layer = int16_conv_2d_layer if chance(rng, 0.5) else int16_depthwise_conv_2d_layer
    return layer(rng, b, pad_layer(rng, b, x, outermost=False))


def _pooled(rng: Rng, b: Builder, x: int) -> int:
    pool = b.max_pool_2d if chance(rng, 0.5) else b.average_pool_2d
    return pool(x, window=pair(rng, 3), stride=pair(rng, 2), padding="SAME")


def _gated(rng: Rng, b: Builder, x: int) -> int:
    """x * sigmoid(x) or x * tanh(x)."""
    kind = "LOGISTIC" if chance(rng, 0.5) else "TANH"
    gate = _added(b, kind, [x], b.shape(x), 2.0**-15)
    y_scale = b.quantization(x)[0] * 2.0 ** rng.uniform(-2, 1)
    return _added(b, "MUL", [x, gate], b.shape(x), y_scale, schema.MulOptionsT())


def _activated(rng: Rng, b: Builder, x: int) -> int:
    """RELU and RELU6, which become part of the layer before where that is exact; QUANTIZE."""
    x_scale = b.quantization(x)[0]
    y_scale = x_scale if chance(rng, 0.5) else output_scale_i16(rng, x_scale, STD, 2 * LARGEST)
    if chance(rng, 0.3):
        return b.quantize(x, scale=y_scale, dtype="int16")
    if 2.0**-13 < x_scale < 1 and chance(rng, 0.4):
        return _added(b, "RELU6", [x], b.shape(x), x_scale)
    return _added(b, "RELU", [x], b.shape(x), y_scale)


def _folded(rng: Rng, b: Builder, x: int) -> int:
    n, h, w, c = b.shape(x)
    y = b.reshape(x, (n, w, h, c))
    return b.squeeze(b.expand_dims(y, 2), [2]) if chance(rng, 0.5) else y


def _head(rng: Rng, b: Builder, x: int) -> int:
    if not _continues(b, x):
        return x
    kind = int(rng.integers(0, 6))
    flat = b.reshape(x, (1, math.prod(b.shape(x))))
    if kind == 0:
        return x
    if kind == 1:
        return b.dequantize(x)
    if kind == 2:
        # The way back to int8, and on.
        y_scale = float(np.float32(b.quantization(x)[0] * 2.0 ** rng.uniform(4, 9)))
        narrow = b.quantize(flat, scale=y_scale, zero_point=zero_point(rng))
        return fully_connected_layer(rng, b, narrow) if y_scale < 2.0**6 else narrow
    if kind == 3:
        n, h, w, c = b.shape(x)
        rows = b.reshape(x, (n, h * w, c))
        options = schema.BatchMatMulOptionsT()
        options.adjY = True
        y_scale = b.quantization(x)[0] ** 2 * STD * math.sqrt(c) * 2.0 ** rng.uniform(-3, 3)
        return _added(b, "BATCH_MATMUL", [rows, rows], (n, h * w, h * w), y_scale, options)
    y = int16_fully_connected_layer(rng, b, flat)
    if kind == 4 or not 2.0**-16 < b.quantization(y)[0] < 1:
        return y
    softmax = schema.SoftmaxOptionsT()
    softmax.beta = 1.0
    return _added(b, "SOFTMAX", [y], b.shape(y), 2.0**-15, softmax)


_LAYERS: tuple[Callable[[Rng, Builder, int], int], ...] = (
    int16_conv_2d_layer,
    int16_depthwise_conv_2d_layer,
    _padded_conv,
    _residual,
    _branches,
    _pooled,
    _gated,
    _activated,
    _folded,
)

RANDOM = {"graph int16": random_int16_graph}
