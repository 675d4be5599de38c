"""Random int8 models: one generator per operator, and one for small graphs of many.

Each takes a numpy Generator and gives the bytes of a .tflite file that graph/check.py accepts and
TFLM runs. They look for trouble: odd sizes, one channel, inputs narrower than the kernel, zero
points at both ends, every activation, multipliers above 1 and so small that they are flushed to 0;
yet most outputs are spread over the range of int8, so that a wrong one shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import Array, DType, Graph

from .tflite_builder import OMITTED, Builder, Pair, Shape

Rng = np.random.Generator

LARGEST_SUM = 2**31 - 1 - 128
ACTIVATIONS = ("NONE", "NONE", "RELU", "RELU6", "RELU_N1_TO_1")
CHANNELS = (1, 1, 2, 3, 4, 5, 7, 8, 16)
UNIFORM_STD = 74.0  # of uniform int8


def random_inputs(rng: Rng, graph: Graph) -> list[Array]:
    """Values for each input: all 256 of int8 where there is room for just these, else uniform;
    float32 so that halves between steps occur, and values beyond the ends."""
    return [_random_input(rng, graph, number) for number in graph.inputs]


def _random_input(rng: Rng, graph: Graph, number: int) -> Array:
    tensor = graph.tensor(number)
    if tensor.dtype is DType.FLOAT32:
        reader = next(op for op in graph.readers(number) if isinstance(op, Quantize))
        quant = graph.tensor(reader.outputs[0]).quant
        assert quant is not None
        steps = rng.integers(-300, 300, tensor.shape) + rng.choice([0.0, 0.5, 0.3], tensor.shape)
        return (steps * quant.scale).astype(np.float32)
    if tensor.elements == 256:
        return rng.permutation(np.arange(-128, 128)).astype(np.int8).reshape(tensor.shape)
    if rng.random() < 0.1:
        return rng.choice(np.array([-128, 127], np.int8), tensor.shape)
    return rng.integers(-128, 128, tensor.shape).astype(np.int8)


# Choices


def scale(rng: Rng, low: float = -9, high: float = 0) -> float:
    """A power of two with an exponent between ``low`` and ``high``, as float32 holds it."""
    return float(np.float32(2.0 ** rng.uniform(low, high)))


def zero_point(rng: Rng) -> int:
    """Often one of the ends, or 0."""
    return int(rng.choice([-128, 127, 0, rng.integers(-128, 128), rng.integers(-128, 128)]))


def size(rng: Rng, largest: int = 9) -> int:
    """From 1 on."""
    return int(rng.integers(1, largest + 1))


def shape(rng: Rng, lowest_rank: int = 1, highest_rank: int = 4, largest: int = 6) -> Shape:
    """Any shape of few elements."""
    rank = int(rng.integers(lowest_rank, highest_rank + 1))
    return tuple(size(rng, largest) for _ in range(rank))


def pair(rng: Rng, largest: int) -> Pair:
    """(height, width)."""
    return size(rng, largest), size(rng, largest)


def chance(rng: Rng, probability: float) -> bool:
    """True that often."""
    return bool(rng.random() < probability)


def output_scale(rng: Rng, unit: float, std: float, largest: int) -> float:
    """A scale for an output made of int32 sums.

    unit: real value of 1 in the sum. std, largest: the sum's spread and its greatest magnitude.
    Mostly the output's spread is 8 to 128 steps; now and then 0, or far beyond saturation, but the
    sum shifted left still fits int32.
    """
    mode = rng.random()
    if mode < 0.08:
        multiplier = 2.0 ** rng.uniform(-36, -20)
    elif mode < 0.16:
        multiplier = 2.0 ** rng.uniform(8, 14) / std
    else:
        multiplier = 2.0 ** rng.uniform(3, 7) / std
    most = 2.0 ** math.floor(math.log2(LARGEST_SUM / max(largest, 1)))
    return float(np.float32(unit / min(multiplier, most * 0.999)))


def random_weights(rng: Rng, weights_shape: Shape, axis: int) -> NDArray[np.int8]:
    """Full range, or small, or mostly zero; now and then a channel of zeros."""
    reach = int(rng.choice([1, 3, 127, 127, 127]))
    weights = rng.integers(-reach, reach + 1, weights_shape)
    if chance(rng, 0.1):
        weights[rng.random(weights_shape) < 0.7] = 0
    if chance(rng, 0.1):
        weights[weights == -127] = -128
    if chance(rng, 0.1):
        np.moveaxis(weights, axis, 0)[0] = 0
    return weights.astype(np.int8)


class Weighted:
    """Weights, bias and output scale of an operator that sums products."""

    def __init__(
        self, rng: Rng, b: Builder, x: int, weights_shape: Shape, axis: int, per_channel: bool
    ) -> None:
        x_scale, x_zero = b.quantization(x)
        channels = weights_shape[axis]
        data = random_weights(rng, weights_shape, axis)
        base = scale(rng, -11, -4)
        spread = rng.uniform(-2, 2, channels) if per_channel and channels > 1 else np.zeros(1)
        scales = [float(np.float32(base * 2.0**e)) for e in spread]
        magnitudes = np.abs(np.moveaxis(data, axis, 0).reshape(channels, -1).astype(np.int64))
        reach = max(127 - x_zero, x_zero + 128)
        std = max(float(np.sqrt((magnitudes**2).sum(axis=1).max())) * UNIFORM_STD, 1.0)
        biases = rng.normal(0, std, channels).astype(np.int32)
        largest = int((magnitudes.sum(axis=1) * reach + np.abs(biases)).max())
        self.weights = b.constant(data, scale=scales, axis=axis)
        self.bias = OMITTED
        if chance(rng, 0.8):
            self.bias = b.constant(biases, scale=[x_scale * s for s in scales])
        # The largest channel scale bounds every multiplier.
        self.scale = output_scale(rng, x_scale * max(scales), std, largest)
        self.zero_point = zero_point(rng)


def _activation(rng: Rng) -> str:
    return str(rng.choice(ACTIVATIONS))


def _input(rng: Rng, b: Builder, input_shape: Shape) -> int:
    return b.input(input_shape, scale=scale(rng), zero_point=zero_point(rng))


def _image(rng: Rng, b: Builder) -> int:
    batch = 2 if chance(rng, 0.1) else 1
    return _input(rng, b, (batch, *pair(rng, 9), int(rng.choice(CHANNELS))))


def _window(rng: Rng, area: Shape, largest: int, largest_dilation: int) -> tuple[Pair, Pair, str]:
    """(kernel, dilation, padding): wider than the input only with SAME."""
    kernel, dilation = pair(rng, largest), pair(rng, largest_dilation)
    fits = all((k - 1) * d < n for k, d, n in zip(kernel, dilation, area, strict=True))
    return kernel, dilation, "VALID" if fits and chance(rng, 0.5) else "SAME"


# One operator each


def random_conv_2d(rng: Rng) -> bytes:
    b = Builder()
    return b.build([_conv_2d(rng, b, _image(rng, b))])


def _conv_2d(rng: Rng, b: Builder, x: int) -> int:
    _, h, w, channels = b.shape(x)
    kernel, dilation, padding = _window(rng, (h, w), 5, 3 if chance(rng, 0.4) else 1)
    outputs = int(rng.choice(CHANNELS))
    parts = Weighted(rng, b, x, (outputs, *kernel, channels), 0, chance(rng, 0.8))
    return b.conv_2d(
        x,
        parts.weights,
        parts.bias,
        scale=parts.scale,
        zero_point=parts.zero_point,
        stride=pair(rng, 3),
        dilation=dilation,
        padding=padding,
        activation=_activation(rng),
    )


def random_depthwise_conv_2d(rng: Rng) -> bytes:
    b = Builder()
    return b.build([_depthwise_conv_2d(rng, b, _image(rng, b))])


def _depthwise_conv_2d(rng: Rng, b: Builder, x: int) -> int:
    _, h, w, channels = b.shape(x)
    kernel, dilation, padding = _window(rng, (h, w), 5, 3 if chance(rng, 0.4) else 1)
    outputs = channels * int(rng.choice([1, 1, 2, 3]))
    parts = Weighted(rng, b, x, (1, *kernel, outputs), 3, chance(rng, 0.8))
    return b.depthwise_conv_2d(
        x,
        parts.weights,
        parts.bias,
        scale=parts.scale,
        zero_point=parts.zero_point,
        stride=pair(rng, 3),
        dilation=dilation,
        padding=padding,
        activation=_activation(rng),
    )


def random_fully_connected(rng: Rng) -> bytes:
    b = Builder()
    return b.build([_fully_connected(rng, b, _input(rng, b, shape(rng, 1, 4, 8)))])


def _fully_connected(rng: Rng, b: Builder, x: int) -> int:
    given = b.shape(x)
    keep_dims = chance(rng, 0.3)
    depth = given[-1] if keep_dims or chance(rng, 0.5) else math.prod(given)
    parts = Weighted(rng, b, x, (size(rng, 12), depth), 0, chance(rng, 0.5))
    return b.fully_connected(
        x,
        parts.weights,
        parts.bias,
        scale=parts.scale,
        zero_point=parts.zero_point,
        activation=_activation(rng),
        keep_dims=keep_dims,
    )


def _operands(rng: Rng, b: Builder, spread: float) -> tuple[int, int]:
    """Two operands that broadcast; one may be constant, or both be the same."""
    full = shape(rng, 1, 4, 6)
    first = _input(rng, b, full)
    if chance(rng, 0.1):
        return first, first
    other = full
    if chance(rng, 0.6):
        stretched = rng.random(len(full)) < 0.5
        other = tuple(1 if gone else n for gone, n in zip(stretched, full, strict=True))
        other = other[int(rng.integers(0, len(full))) :]
    quant = {
        "scale": float(np.float32(b.quantization(first)[0] * 2.0 ** rng.uniform(-spread, spread))),
        "zero_point": zero_point(rng),
    }
    if chance(rng, 0.3):
        second = b.constant(rng.integers(-128, 128, other).astype(np.int8), **quant)
    else:
        second = b.input(other, **quant)
    return (first, second) if chance(rng, 0.5) else (second, first)


def random_add(rng: Rng) -> bytes:
    b = Builder()
    y = _add(rng, b, *_operands(rng, b, float(rng.choice([2, 6, 40], p=[0.7, 0.2, 0.1]))))
    return b.build([y])


def _add(rng: Rng, b: Builder, a: int, c: int) -> int:
    widest = max(b.quantization(a)[0], b.quantization(c)[0])
    # TFLM takes output scales down to 2**-19 of the larger input's.
    ratio = float(rng.choice([rng.uniform(-1, 2), rng.uniform(-18, 10)], p=[0.8, 0.2]))
    return b.add(
        a,
        c,
        scale=float(np.float32(widest * 2.0**ratio)),
        zero_point=zero_point(rng),
        activation=_activation(rng),
    )


def random_mul(rng: Rng) -> bytes:
    b = Builder()
    return b.build([_mul(rng, b, *_operands(rng, b, 4))])


def _mul(rng: Rng, b: Builder, a: int, c: int) -> int:
    unit = b.quantization(a)[0] * b.quantization(c)[0]
    return b.mul(
        a,
        c,
        scale=output_scale(rng, unit, UNIFORM_STD**2, 255**2),
        zero_point=zero_point(rng),
        activation=_activation(rng),
    )


def random_average_pool_2d(rng: Rng) -> bytes:
    b = Builder()
    x = _image(rng, b)
    window, _, padding = _window(rng, b.shape(x)[1:3], 9, 1)
    y = b.average_pool_2d(
        x, window=window, stride=pair(rng, 4), padding=padding, activation=_activation(rng)
    )
    return b.build([y])


def random_max_pool_2d(rng: Rng) -> bytes:
    b = Builder()
    x = _image(rng, b)
    window, _, padding = _window(rng, b.shape(x)[1:3], 9, 1)
    y = b.max_pool_2d(
        x, window=window, stride=pair(rng, 4), padding=padding, activation=_activation(rng)
    )
    return b.build([y])


def random_mean(rng: Rng) -> bytes:
    b = Builder()
    x = _input(rng, b, shape(rng, 2, 4, int(rng.choice([4, 12]))))
    return b.build([_mean(rng, b, x)])


def _mean(rng: Rng, b: Builder, x: int, axes: Shape | None = None) -> int:
    rank = len(b.shape(x))
    if axes is None:
        chosen = rng.permutation(rank)[: size(rng, rank)]
        axes = tuple(int(a) - (rank if chance(rng, 0.3) else 0) for a in chosen)
    count = math.prod(b.shape(x)[axis] for axis in axes)
    unit = b.quantization(x)[0]
    y_scale = output_scale(rng, unit, max(UNIFORM_STD / math.sqrt(count), 1), 255 * count)
    return b.mean(x, axes, scale=y_scale, zero_point=zero_point(rng), keep_dims=chance(rng, 0.5))


def random_softmax(rng: Rng) -> bytes:
    b = Builder()
    x_scale = scale(rng, -9, 3) if chance(rng, 0.9) else scale(rng, -22, 20)
    row = int(rng.choice([size(rng, 3), size(rng, 40), 511], p=[0.3, 0.6, 0.1]))
    given = (*shape(rng, 0, 3, 3), row)
    x = b.input(given, scale=x_scale, zero_point=zero_point(rng))
    return b.build([b.softmax(x, beta=float(rng.choice([1.0, 0.5, 2.0, 0.3])))])


def random_logistic(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.logistic(_every_value(rng, b))])


def random_tanh(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.tanh(_every_value(rng, b))])


def _every_value(rng: Rng, b: Builder) -> int:
    """An input of 256 elements, in which ``random_inputs`` puts every value of int8."""
    x_scale = scale(rng, -9, 1) if chance(rng, 0.8) else scale(rng, -27, 20)
    return b.input((1, 16, 16), scale=x_scale, zero_point=zero_point(rng))


def random_relu(rng: Rng) -> bytes:
    b = Builder()
    x = _every_value(rng, b)
    y_scale = output_scale(rng, b.quantization(x)[0], UNIFORM_STD, 255)
    return b.build([b.relu(x, scale=y_scale, zero_point=zero_point(rng))])


def random_relu6(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.relu6(_every_value(rng, b))])


def random_quantize(rng: Rng) -> bytes:
    b = Builder()
    if chance(rng, 0.5):
        x = b.input(shape(rng, 1, 4, 8), dtype="float32")
        return b.build([b.quantize(x, scale=scale(rng, -20, 10), zero_point=zero_point(rng))])
    x = _every_value(rng, b)
    y_scale = output_scale(rng, b.quantization(x)[0], UNIFORM_STD, 255)
    return b.build([b.quantize(x, scale=y_scale, zero_point=zero_point(rng))])


def random_dequantize(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.dequantize(_every_value(rng, b))])


def random_pad(rng: Rng) -> bytes:
    b = Builder()
    x = _input(rng, b, shape(rng, 1, 5, 4))
    return b.build([_pad(rng, b, x, outermost=chance(rng, 0.5))])


def _pad(rng: Rng, b: Builder, x: int, *, outermost: bool) -> int:
    """outermost: also along the first and last axis, which PAD before a convolution never does."""
    paddings = [(int(rng.integers(0, 4)), int(rng.integers(0, 4))) for _ in b.shape(x)]
    if not outermost:
        paddings[0] = paddings[-1] = (0, 0)
    return b.pad(x, paddings)


def random_concatenation(rng: Rng) -> bytes:
    b = Builder()
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    base = shape(rng, 1, 4, 4)
    axis = int(rng.integers(0, len(base)))
    parts = []
    for i in range(int(rng.choice([2, 3, 10], p=[0.5, 0.4, 0.1]))):
        part = (*base[:axis], size(rng, 5), *base[axis + 1 :])
        if i and chance(rng, 0.2):
            data = rng.integers(-128, 128, part).astype(np.int8)
            parts.append(b.constant(data, **quant))
        else:
            parts.append(b.input(part, **quant))
    return b.build([b.concatenation(parts, axis - (len(base) if chance(rng, 0.3) else 0))])


def random_reshape(rng: Rng) -> bytes:
    b = Builder()
    x = _input(rng, b, shape(rng, 1, 4, 6))
    return b.build([_reshape(rng, b, x)])


def _reshape(rng: Rng, b: Builder, x: int) -> int:
    left = math.prod(b.shape(x))
    wanted: list[int] = []
    while left > 1 and len(wanted) < 3:
        divisors = [n for n in range(1, left + 1) if left % n == 0]
        wanted.append(int(rng.choice(divisors)))
        left //= wanted[-1]
    return b.reshape(x, (*wanted, left))


def random_squeeze(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 3, 6)
    at = int(rng.integers(0, len(full) + 1))
    x = _input(rng, b, (*full[:at], 1, *full[at:]))
    return b.build([b.squeeze(x, [at])])


def random_expand_dims(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 3, 6)
    return b.build([b.expand_dims(_input(rng, b, full), int(rng.integers(0, len(full) + 1)))])


# Graphs


def random_graph(rng: Rng) -> bytes:
    """Two to six layers with branches, PADs before convolutions and the like, then a head."""
    b = Builder()
    x = _input(rng, b, (1, *pair(rng, 9), int(rng.choice(CHANNELS))))
    outputs = []
    for _ in range(int(rng.integers(2, 7))):
        x = _LAYERS[int(rng.integers(0, len(_LAYERS)))](rng, b, x)
        if chance(rng, 0.1):
            outputs.append(x)
    head = _head(rng, b, x)
    return b.build([*dict.fromkeys([*outputs, head])])


def _residual(rng: Rng, b: Builder, x: int) -> int:
    channels = b.shape(x)[3]
    parts = Weighted(rng, b, x, (channels, 1, 1, channels), 0, True)
    y = b.conv_2d(x, parts.weights, scale=parts.scale, zero_point=parts.zero_point)
    # Within what ADD takes; what the branch amounts to beside x does not matter.
    ratio = parts.scale / b.quantization(x)[0]
    if not 2.0**-12 < ratio < 2.0**12:
        return y
    return _add(rng, b, x, y) if chance(rng, 0.5) else _add(rng, b, y, x)


def _branches(rng: Rng, b: Builder, x: int) -> int:
    """Two convolutions of one quantization, joined along the channels."""
    channels = b.shape(x)[3]
    first = Weighted(rng, b, x, (3, 1, 1, channels), 0, True)
    second = Weighted(rng, b, x, (2, 3, 3, channels), 0, False)
    quant = {"scale": max(first.scale, second.scale), "zero_point": first.zero_point}
    left = b.conv_2d(x, first.weights, **quant)
    return b.concatenation([left, b.conv_2d(x, second.weights, **quant)], 3)


def _padded_conv(rng: Rng, b: Builder, x: int) -> int:
    layer = _conv_2d if chance(rng, 0.5) else _depthwise_conv_2d
    return layer(rng, b, _pad(rng, b, x, outermost=False))


def _pooled(rng: Rng, b: Builder, x: int) -> int:
    pool = b.max_pool_2d if chance(rng, 0.5) else b.average_pool_2d
    return pool(x, window=pair(rng, 3), stride=pair(rng, 2), padding="SAME")


def _gated(rng: Rng, b: Builder, x: int) -> int:
    """x * sigmoid(x), as swish and squeeze-and-excitation have it."""
    if not 2.0**-27 < b.quantization(x)[0] < 2.0**34:  # TFLM shifts by 63 and more beyond
        return x
    return _mul(rng, b, x, b.logistic(x) if chance(rng, 0.5) else b.tanh(x))


def _activated(rng: Rng, b: Builder, x: int) -> int:
    y_scale = output_scale(rng, b.quantization(x)[0], UNIFORM_STD, 255)
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
    if kind == 0:
        return x
    flat = _mean(rng, b, x, (1, 2)) if kind == 1 else b.reshape(x, (1, math.prod(b.shape(x))))
    y = _fully_connected(rng, b, flat)
    y_scale = b.quantization(y)[0]
    return b.softmax(y) if kind == 3 and y_scale > 2.0**-25 else y


_LAYERS: tuple[Callable[[Rng, Builder, int], int], ...] = (
    _conv_2d,
    _depthwise_conv_2d,
    _padded_conv,
    _residual,
    _branches,
    _pooled,
    _gated,
    _activated,
    _folded,
)

RANDOM: Mapping[str, Callable[[Rng], bytes]] = {
    "CONV_2D": random_conv_2d,
    "DEPTHWISE_CONV_2D": random_depthwise_conv_2d,
    "FULLY_CONNECTED": random_fully_connected,
    "ADD": random_add,
    "MUL": random_mul,
    "AVERAGE_POOL_2D": random_average_pool_2d,
    "MAX_POOL_2D": random_max_pool_2d,
    "MEAN": random_mean,
    "SOFTMAX": random_softmax,
    "LOGISTIC": random_logistic,
    "TANH": random_tanh,
    "RELU": random_relu,
    "RELU6": random_relu6,
    "PAD": random_pad,
    "CONCATENATION": random_concatenation,
    "RESHAPE": random_reshape,
    "SQUEEZE": random_squeeze,
    "EXPAND_DIMS": random_expand_dims,
    "QUANTIZE": random_quantize,
    "DEQUANTIZE": random_dequantize,
    "graph": random_graph,
}
