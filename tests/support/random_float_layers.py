"""Random models of float32: functions, rows, reductions and windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .random_arithmetic import stretched
from .random_choices import (
    ACTIVATIONS,
    CHANNELS,
    Rng,
    any_input,
    chance,
    pair,
    shape,
    size,
    window_of,
)
from .random_floats import operand
from .random_reductions import axes_of
from .tflite_builder import OMITTED, Builder, Shape, schema

Make = Callable[[Rng], bytes]


def wild(rng: Rng, b: Builder, given: Shape) -> int:
    """float32 of every size: ``operand`` times a constant of up to 2**126 and down to 2**-140; now
    and then divided by it, which also gives infinities and what is not a number."""
    x = operand(rng, b, given)
    if chance(rng, 0.3):
        return x
    reach = int(rng.choice([4, 12, 126]))
    factors = rng.normal(0, 1, given) * 2.0 ** rng.integers(-reach - reach // 8, reach, given)
    odd = [0.0, -0.0, 1.0, 1e-45, 0.125]
    factors = np.where(rng.random(given) < 0.1, rng.choice(odd, given), factors)
    y = b.tensor(given, dtype="float32")
    kind = "DIV" if chance(rng, 0.3) else "MUL"
    options = schema.DivOptionsT() if kind == "DIV" else schema.MulOptionsT()
    b.operator(kind, [x, b.constant(factors.astype(np.float32))], [y], options)
    return y


def one(kind: str, options: Callable[[Rng], Any] = lambda rng: None) -> Make:
    """An operator of one operand; where no result is large, it is now and then quantized."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        quantized = kind in ("SIN", "COS", "TANH", "LOGISTIC") and chance(rng, 0.2)
        x = (operand if quantized else wild)(rng, b, shape(rng, 0, 4, 6))
        y = b.tensor(b.shape(x), dtype="float32")
        b.operator(kind, [x], [y], options(rng))
        return b.build([_quantized(rng, b, y) if quantized else y])

    return make


def two(kind: str, options_type: str = "") -> Make:
    """An operator of two operands, one of which may be constant."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        full = shape(rng, 1, 4, 6)
        first, second = wild(rng, b, full), wild(rng, b, stretched(rng, full))
        options = getattr(schema, options_type)() if options_type else None
        if hasattr(options, "fusedActivationFunction"):
            drawn = str(rng.choice(ACTIVATIONS))
            options.fusedActivationFunction = getattr(schema.ActivationFunctionType, drawn)
        y = b.tensor(full, dtype="float32")
        turned = kind != "PRELU" and chance(rng, 0.5)
        b.operator(kind, [second, first] if turned else [first, second], [y], options)
        return b.build([y])

    return make


def floored(kind: str) -> Make:
    """FLOOR_DIV and FLOOR_MOD: quotients of every size, whole ones, and such that nearly are."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        full = shape(rng, 1, 4, 6)
        x = (operand if chance(rng, 0.5) else wild)(rng, b, full)
        other = stretched(rng, full)
        reach = int(rng.choice([1, 4, 126]))
        drawn = rng.normal(0, 1, other) * 2.0 ** rng.integers(-reach, reach, other)
        drawn = np.where(rng.random(other) < 0.5, rng.choice([1, -1, 0.125, 3, -7], other), drawn)
        divisors = b.constant(np.where(drawn.astype(np.float32) == 0, 1, drawn).astype(np.float32))
        if chance(rng, 0.3):
            above_0 = b.tensor(other, dtype="float32")
            b.operator("MAXIMUM", [b.input(other, dtype="float32"), divisors], [above_0])
            divisors = above_0 if kind == "FLOOR_MOD" else divisors
        y = b.tensor(full, dtype="float32")
        b.operator(kind, [x, divisors], [y])
        return b.build([y])

    return make


def rows(kind: str, options: Callable[[Rng], Any]) -> Make:
    """An operator over the last axis."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given = (*shape(rng, 0, 3, 3), size(rng, 3 if chance(rng, 0.3) else 80))
        tame = chance(rng, 0.6)
        x = (operand if tame else wild)(rng, b, given)
        y = b.tensor(given, dtype="float32")
        b.operator(kind, [x], [y], options(rng))
        quantized = tame and kind != "LOG_SOFTMAX" and chance(rng, 0.2)
        return b.build([_quantized(rng, b, y) if quantized else y])

    return make


def reduction(kind: str) -> Make:
    """An operator over some axes."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        whole = shape(rng, 1, 4, int(rng.choice([4, 12])))
        x = wild(rng, b, whole)
        axes = axes_of(rng, len(whole))
        gone = {axis % len(whole) for axis in axes}
        options = schema.ReducerOptionsT()
        options.keepDims = chance(rng, 0.5)
        kept = [1 if i in gone else n for i, n in enumerate(whole)]
        given = kept if options.keepDims else [n for i, n in enumerate(whole) if i not in gone]
        y = b.tensor(tuple(given), dtype="float32")
        b.operator(kind, [x, b.constant(np.array(axes, np.int32))], [y], options)
        return b.build([y])

    return make


def random_cumsum(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 4, 6 if chance(rng, 0.7) else 31)
    x = wild(rng, b, whole)
    y = b.tensor(whole, dtype="float32")
    options = schema.CumsumOptionsT()
    options.exclusive, options.reverse = chance(rng, 0.5), chance(rng, 0.5)
    signed = int(rng.integers(-len(whole), len(whole)))
    b.operator("CUMSUM", [x, b.constant(np.array([signed], np.int32))], [y], options)
    return b.build([y])


def random_add_n(rng: Rng) -> bytes:
    b = Builder()
    given = shape(rng, 1, 4, 6)
    inputs = [wild(rng, b, given) for _ in range(size(rng, 5) + 1)]
    y = b.tensor(given, dtype="float32")
    b.operator("ADD_N", inputs, [y], schema.AddNOptionsT())
    return b.build([y])


def pool(kind: str) -> Make:
    """A window over images."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given = (2 if chance(rng, 0.1) else 1, *pair(rng, 9), int(rng.choice(CHANNELS)))
        x = wild(rng, b, given) if chance(rng, 0.5) else operand(rng, b, given)
        window, _, padding = window_of(rng, given[1:3], 9, 1)
        stride = pair(rng, 4)
        options = schema.Pool2DOptionsT()
        options.padding = getattr(schema.Padding, padding)
        options.strideH, options.strideW = stride
        options.filterHeight, options.filterWidth = window
        drawn = str(rng.choice(ACTIVATIONS))
        options.fusedActivationFunction = getattr(schema.ActivationFunctionType, drawn)
        less = window if padding == "VALID" else (1, 1)
        sizes = ((n - w) // s + 1 for n, w, s in zip(given[1:3], less, stride, strict=True))
        y = b.tensor((given[0], *sizes, given[3]), dtype="float32")
        b.operator(kind, [x], [y], options)
        return b.build([y])

    return make


def random_resize_bilinear(rng: Rng) -> bytes:
    b = Builder()
    given = (2 if chance(rng, 0.1) else 1, *pair(rng, 9), int(rng.choice(CHANNELS)))
    x = operand(rng, b, given) if chance(rng, 0.7) else wild(rng, b, given)
    wanted = pair(rng, 60 if chance(rng, 0.1) else 15)
    options = schema.ResizeBilinearOptionsT()
    options.alignCorners = chance(rng, 0.4)
    options.halfPixelCenters = not options.alignCorners and chance(rng, 0.5)
    y = b.tensor((given[0], *wanted, given[3]), dtype="float32")
    b.operator("RESIZE_BILINEAR", [x, b.constant(np.array(wanted, np.int32))], [y], options)
    return b.build([y])


def weighing(kind: str) -> Make:
    """An operator with weights of float32, in the midst of int8: alone, it is a float32 model."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        given: Shape = (2 if chance(rng, 0.1) else 1, *pair(rng, 9), int(rng.choice(CHANNELS)))
        if kind == "FULLY_CONNECTED":
            given = (*shape(rng, 1, 3, 4), size(rng, 60))
        x = b.dequantize(b.relu6(any_input(rng, b, given)))
        if chance(rng, 0.5):
            factors = rng.normal(0, 1, given) * 2.0 ** rng.integers(-8, 8, given)
            scaled = b.tensor(given, dtype="float32")
            operands = [x, b.constant(factors.astype(np.float32))]
            b.operator("MUL", operands, [scaled], schema.MulOptionsT())
            x = scaled
        kernel, dilation, padding = window_of(rng, given[1:3] if len(given) == 4 else (1, 1), 5, 3)
        outputs, multiplier = size(rng, 8), size(rng, 3)
        shapes = {
            "CONV_2D": (outputs, *kernel, given[-1]),
            "DEPTHWISE_CONV_2D": (1, *kernel, given[-1] * multiplier),
            "FULLY_CONNECTED": (outputs, given[-1]),
        }
        drawn = rng.normal(0, 1, shapes[kind]) * 2.0 ** rng.integers(-6, 6, shapes[kind])
        w = b.constant(drawn.astype(np.float32))
        channels = shapes[kind][3 if kind == "DEPTHWISE_CONV_2D" else 0]
        bias = b.constant(rng.normal(0, 9, channels).astype(np.float32))
        if chance(rng, 0.3):
            bias = OMITTED
        more: dict[str, Any] = {"activation": str(rng.choice(ACTIVATIONS))}
        if kind != "FULLY_CONNECTED":
            more |= {"stride": pair(rng, 3), "dilation": dilation, "padding": padding}
        return b.build([getattr(b, kind.lower())(x, w, bias, scale=None, **more)])

    return make


def _quantized(rng: Rng, b: Builder, y: int) -> int:
    """Of numbers in [-1, 1]; the scale makes ties frequent, or is any."""
    y_scale = 2.0**-7 if chance(rng, 0.5) else 0.0083
    return b.quantize(y, scale=y_scale, zero_point=int(rng.integers(-128, 128)))


def _softmax_options(rng: Rng) -> Any:
    options = schema.SoftmaxOptionsT()
    options.beta = float(np.float32(rng.choice([1.0, 1.0, 0.5, 2.0, 0.3])))
    return options


def _leaky_options(rng: Rng) -> Any:
    options = schema.LeakyReluOptionsT()
    options.alpha = float(np.float32(rng.choice([0.01, 0.2, 0.3, 0.0, -0.5, 1.5])))
    return options


RANDOM = {
    **{kind: one(kind) for kind in ("EXP", "LOG", "SIN", "COS", "SQRT", "SQUARE")},
    **{f"{kind} float32": one(kind) for kind in ("RSQRT", "ELU", "HARD_SWISH", "LOGISTIC", "TANH")},
    "LEAKY_RELU float32": one("LEAKY_RELU", _leaky_options),
    "DIV float32": two("DIV", "DivOptionsT"),
    "FLOOR_DIV": floored("FLOOR_DIV"),
    "FLOOR_MOD": floored("FLOOR_MOD"),
    "SQUARED_DIFFERENCE float32": two("SQUARED_DIFFERENCE"),
    "PRELU float32": two("PRELU"),
    "SOFTMAX float32": rows("SOFTMAX", _softmax_options),
    "LOG_SOFTMAX float32": rows("LOG_SOFTMAX", lambda rng: None),
    "L2_NORMALIZATION float32": rows("L2_NORMALIZATION", lambda rng: schema.L2NormOptionsT()),
    **{f"{kind} float32": reduction(kind) for kind in ("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN")},
    **{
        f"{kind} float32": weighing(kind)
        for kind in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
    },
    "CUMSUM float32": random_cumsum,
    "ADD_N float32": random_add_n,
    **{f"{kind} float32": pool(kind) for kind in ("AVERAGE_POOL_2D", "MAX_POOL_2D")},
    "L2_POOL_2D": pool("L2_POOL_2D"),
    "RESIZE_BILINEAR float32": random_resize_bilinear,
}
