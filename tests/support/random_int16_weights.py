"""Random models of int16 activations and int8 weights, and of matrices of int16."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .random_choices import (
    ACTIVATIONS,
    CHANNELS,
    UPPER_BOUND,
    Rng,
    chance,
    pair,
    random_weights,
    scale,
    shape,
    size,
    window_of,
    zero_point,
)
from .tflite_builder import OMITTED, Builder, Shape, schema

_UNIFORM_STD = 2.0**16 / math.sqrt(12)
_LARGEST = 2**15
_WIDE_BITS = 47


def int16_scale(rng: Rng) -> float:
    """Of an activation."""
    return scale(rng, -17, -6)


def int16_input(rng: Rng, b: Builder, input_shape: Shape) -> int:
    return b.input(input_shape, scale=int16_scale(rng), dtype="int16")


def int16_image(rng: Rng, b: Builder) -> int:
    batch = 2 if chance(rng, 0.1) else 1
    return int16_input(rng, b, (batch, *pair(rng, 9), int(rng.choice(CHANNELS))))


def _multiplier(rng: Rng, std: float, largest: int, wide: bool) -> float:
    """From sums to outputs, which mostly spread over 2**9 to 2**15 steps; now and then flushed to
    0, or as large as can be."""
    mode = rng.random()
    if mode < 0.03:
        multiplier = 2.0 ** rng.uniform(-36, -28)
    elif mode < 0.08:
        multiplier = 2.0 ** rng.uniform(16, 24) / std
    else:
        multiplier = 2.0 ** rng.uniform(9, 15) / std
    if wide:
        most = min(127.0, 0.99 * 2**31 / max(largest, 1))
    else:
        most = 0.999 * 2.0 ** math.floor(math.log2((2**31 - 1 - _LARGEST) / max(largest, 1)))
    return min(multiplier, most)


class Int16Weighted:
    """Weights, bias, options and output of an operator that sums products.

    bias_types: that it may have; the bias may be left out always. narrow_default: whether the
    option that says which bias was left out may say int32.
    """

    def __init__(
        self,
        rng: Rng,
        b: Builder,
        x: int,
        weights_shape: Shape,
        axis: int,
        *,
        per_channel: bool,
        bias_types: tuple[str, ...],
        narrow_default: bool,
    ) -> None:
        channels = weights_shape[axis]
        data = random_weights(rng, weights_shape, axis)
        rows = np.moveaxis(data, axis, 0).reshape(channels, -1).astype(np.int64)
        magnitude = int(np.abs(rows).sum(axis=1).max())
        std = max(float(np.sqrt((rows**2).sum(axis=1)).max()) * _UNIFORM_STD, 1.0)
        # Sums that fit no int32 have biases of int64.
        fits = magnitude * _LARGEST + 4 * std < 2**30
        allowed = [t for t in bias_types if t != "int32" or fits]
        kind = str(rng.choice(allowed)) if chance(rng, 0.8) else ""
        self.narrow_default = narrow_default and not kind and fits and chance(rng, 0.5)
        wide = kind in ("int64", "int16") or (not kind and not self.narrow_default)
        biases = np.clip(rng.normal(0, std, channels), -4 * std, 4 * std).astype(np.int64)
        if kind == "int16":
            biases = rng.integers(-_LARGEST, _LARGEST, channels)
        elif kind == "int64" and chance(rng, 0.1):
            biases = rng.integers(-(2**44), 2**44, channels)
        largest = magnitude * _LARGEST + (int(np.abs(biases).max()) if kind else 0)
        base = scale(rng, -11, -4)
        exponents = rng.uniform(-2, 2, channels) if per_channel and channels > 1 else np.zeros(1)
        scales = [float(np.float32(base * 2.0**e)) for e in exponents]
        self.weights = b.constant(data, scale=scales, axis=axis)
        x_scale = b.quantization(x)[0]
        self.bias = OMITTED
        if kind:
            products = [x_scale * s for s in scales]
            self.bias = b.constant(biases.astype(kind), scale=products)
        multiplier = _multiplier(rng, std, largest, wide)
        self.scale = float(np.float32(x_scale * max(scales) / multiplier))

    def output(self, rng: Rng) -> dict[str, Any]:
        """scale and activation, for the methods of ``Builder``."""
        drawn = str(rng.choice(ACTIVATIONS))
        steps = UPPER_BOUND.get(drawn, self.scale) / self.scale
        if not (steps < 2**30 if chance(rng, 0.1) else 8 < steps < 2**17):
            drawn = "NONE" if drawn != "RELU" else drawn
        return {"scale": self.scale, "activation": drawn}


def _narrowed(b: Builder, parts: Int16Weighted) -> None:
    """Let the last operator say that it would have a bias of int32."""
    if parts.narrow_default:
        b.options().quantizedBiasType = schema.TensorType.INT32


def int16_conv_2d_layer(rng: Rng, b: Builder, x: int) -> int:
    _, h, w, channels = b.shape(x)
    kernel, dilation, padding = window_of(rng, (h, w), 5, 3 if chance(rng, 0.4) else 1)
    parts = Int16Weighted(
        rng,
        b,
        x,
        (int(rng.choice(CHANNELS)), *kernel, channels),
        0,
        per_channel=chance(rng, 0.8),
        bias_types=("int64", "int32"),
        narrow_default=True,
    )
    y = b.conv_2d(
        x,
        parts.weights,
        parts.bias,
        stride=pair(rng, 3),
        dilation=dilation,
        padding=padding,
        **parts.output(rng),
    )
    _narrowed(b, parts)
    return y


def int16_depthwise_conv_2d_layer(rng: Rng, b: Builder, x: int) -> int:
    _, h, w, channels = b.shape(x)
    kernel, dilation, padding = window_of(rng, (h, w), 5, 3 if chance(rng, 0.4) else 1)
    parts = Int16Weighted(
        rng,
        b,
        x,
        (1, *kernel, channels * int(rng.choice([1, 1, 2, 3]))),
        3,
        per_channel=chance(rng, 0.8),
        bias_types=("int64",),
        narrow_default=False,
    )
    return b.depthwise_conv_2d(
        x,
        parts.weights,
        parts.bias,
        stride=pair(rng, 3),
        dilation=dilation,
        padding=padding,
        **parts.output(rng),
    )


def int16_fully_connected_layer(rng: Rng, b: Builder, x: int) -> int:
    given = b.shape(x)
    keep_dims = chance(rng, 0.3)
    depth = given[-1] if keep_dims or chance(rng, 0.5) else math.prod(given)
    parts = Int16Weighted(
        rng,
        b,
        x,
        (size(rng, 12), depth),
        0,
        per_channel=chance(rng, 0.5),
        bias_types=("int64", "int32"),
        narrow_default=True,
    )
    y = b.fully_connected(x, parts.weights, parts.bias, keep_dims=keep_dims, **parts.output(rng))
    _narrowed(b, parts)
    return y


def random_conv_2d(rng: Rng) -> bytes:
    b = Builder()
    return b.build([int16_conv_2d_layer(rng, b, int16_image(rng, b))])


def random_depthwise_conv_2d(rng: Rng) -> bytes:
    b = Builder()
    return b.build([int16_depthwise_conv_2d_layer(rng, b, int16_image(rng, b))])


def random_fully_connected(rng: Rng) -> bytes:
    """Now and then so deep that a block of sums in 32 bits is not enough."""
    b = Builder()
    given = (1, int(rng.integers(500, 1100))) if chance(rng, 0.2) else shape(rng, 1, 4, 8)
    return b.build([int16_fully_connected_layer(rng, b, int16_input(rng, b, given))])


def random_transpose_conv(rng: Rng) -> bytes:
    b = Builder()
    x = int16_image(rng, b)
    batch, *area, channels = b.shape(x)
    kernel, stride = pair(rng, 5), pair(rng, 4)
    outputs = int(rng.choice(CHANNELS))
    parts = Int16Weighted(
        rng,
        b,
        x,
        (outputs, *kernel, channels),
        0,
        per_channel=chance(rng, 0.8),
        bias_types=("int64", "int64", "int16"),
        narrow_default=False,
    )
    same = chance(rng, 0.5)
    extra = [int(rng.integers(0, s)) for s in stride]
    steps = zip(area, stride, kernel, extra, strict=True)
    wanted = [n * s - e if same else (n - 1) * s + k + e for n, s, k, e in steps]
    if chance(rng, 0.1):
        wanted = [size(rng, 20), size(rng, 20)]
    options = schema.TransposeConvOptionsT()
    options.strideH, options.strideW = stride
    options.padding = schema.Padding.SAME if same else schema.Padding.VALID
    quant = parts.output(rng)
    options.fusedActivationFunction = getattr(
        schema.ActivationFunctionType, quant.pop("activation")
    )
    given = (batch, *wanted, outputs)
    y = b.tensor(given, dtype="int16", **quant)
    inputs = [b.constant(np.array(given, np.int32)), parts.weights, x]
    if parts.bias != OMITTED:
        inputs.append(parts.bias)
    b.operator("TRANSPOSE_CONV", inputs, [y], options)
    return b.build([y])


def random_batch_matmul(rng: Rng) -> bytes:
    b = Builder()
    rows, depth, columns = size(rng, 6), size(rng, int(rng.choice([6, 40]))), size(rng, 6)
    batches = shape(rng, 0, 3, 3)
    swapped = chance(rng, 0.4), chance(rng, 0.4)
    shapes = []
    for matrix, swap in zip([(rows, depth), (depth, columns)], swapped, strict=True):
        own = tuple(1 if chance(rng, 0.3) else n for n in batches)
        own = own[int(rng.integers(0, len(own) + 1)) if chance(rng, 0.3) else 0 :]
        shapes.append((*own, *(matrix[::-1] if swap else matrix)))
    first = int16_input(rng, b, shapes[0])
    if chance(rng, 0.3):
        data = rng.integers(-_LARGEST, _LARGEST, shapes[1]).astype(np.int16)
        second = b.constant(data, scale=int16_scale(rng))
    else:
        second = int16_input(rng, b, shapes[1])
    unit = b.quantization(first)[0] * b.quantization(second)[0]
    std = _UNIFORM_STD**2 * math.sqrt(depth)
    y_scale = unit / _multiplier(rng, std, depth * _LARGEST**2, wide=True)
    given = (*np.broadcast_shapes(shapes[0][:-2], shapes[1][:-2]), rows, columns)
    options = schema.BatchMatMulOptionsT()
    options.adjX, options.adjY = swapped
    y = b.tensor(given, scale=float(np.float32(y_scale)), dtype="int16")
    b.operator("BATCH_MATMUL", [first, second], [y], options)
    return b.build([y])


def random_quantize(rng: Rng) -> bytes:
    """Between all types that have int16 or int32 on a side."""
    b = Builder()
    given = shape(rng, 1, 4, 8)
    pairs = [("float32", "int16"), ("int8", "int16"), ("int8", "int32"), ("int16", "int8")]
    pairs += [("int16", "int16"), ("int16", "int32"), ("int32", "int8"), ("int32", "int16")]
    before, after = pairs[int(rng.integers(0, len(pairs)))]
    y_zero = _any_zero_point(rng, after)
    if before == "float32":
        x = b.input(given, dtype=before)
        y_scale = scale(rng, -24, 8)
        return b.build([b.quantize(x, scale=y_scale, zero_point=y_zero, dtype=after)])
    x_scale, x_zero = scale(rng, -12, 0), _any_zero_point(rng, before)
    x = b.input(given, scale=x_scale, zero_point=x_zero, dtype=before)
    # As real numbers; of the same reach, or of quite another.
    octaves = rng.uniform(-2, 2) if chance(rng, 0.7) else rng.uniform(-12, 12)
    multiplier = 2.0 ** (octaves + _BITS[after] - _BITS[before])
    if chance(rng, 0.1):
        multiplier = 1.0
    most = 2.0 ** (30 - _BITS[before]) * 0.999
    if before == "int32":
        most = 0.49 if chance(rng, 0.5) else 0.99 - 2.0**-15
    y_scale = x_scale / min(multiplier, most)
    return b.build(
        [b.quantize(x, scale=float(np.float32(y_scale)), zero_point=y_zero, dtype=after)]
    )


_BITS = {"int8": 8, "int16": 16, "int32": 32}


def _any_zero_point(rng: Rng, dtype: str) -> int:
    """Mostly 0, which int16 has by convention; else anything that TFLM takes."""
    if dtype == "int8":
        return zero_point(rng)
    return int(rng.integers(-_LARGEST, _LARGEST)) if dtype == "int16" and chance(rng, 0.3) else 0


def random_dequantize(rng: Rng) -> bytes:
    b = Builder()
    x_scale = scale(rng, -24, 8)
    given = shape(rng, 1, 4, 8)
    zero = _any_zero_point(rng, "int16")
    return b.build([b.dequantize(b.input(given, scale=x_scale, zero_point=zero, dtype="int16"))])


RANDOM = {
    "CONV_2D int16": random_conv_2d,
    "DEPTHWISE_CONV_2D int16": random_depthwise_conv_2d,
    "FULLY_CONNECTED int16": random_fully_connected,
    "TRANSPOSE_CONV int16": random_transpose_conv,
    "BATCH_MATMUL int16": random_batch_matmul,
    "QUANTIZE int16": random_quantize,
    "DEQUANTIZE int16": random_dequantize,
}
