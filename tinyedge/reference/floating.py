"""Operators of float32, element by element: the same bits on every processor.

IEEE 754 makes most of them exact; those that TFLM takes from the C library are in ``functions``. Of
what is not a number, ADD and its like leave the bits to the processor; the others give one.
TFLM's kernels are in reference_ops.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import (
    Abs,
    Activation,
    Add,
    Ceil,
    Cos,
    Div,
    Elu,
    Exp,
    Floor,
    FloorDiv,
    FloorMod,
    HardSwish,
    LeakyRelu,
    Log,
    Logistic,
    Maximum,
    Minimum,
    Mul,
    Neg,
    Prelu,
    Relu,
    Relu6,
    Round,
    Rsqrt,
    Sin,
    Sqrt,
    Square,
    SquaredDifference,
    Sub,
    Tanh,
)
from tinyedge.graph.types import Array, Graph

from . import functions

Float32 = NDArray[np.float32]
Mapped = Exp | Log | Sin | Cos | Tanh | Elu | Logistic | Sqrt | Rsqrt | Square | HardSwish
OfOne = Abs | Neg | Floor | Ceil | Round | Relu | Relu6 | LeakyRelu | Mapped
MappedPair = Div | SquaredDifference | Prelu | FloorDiv | FloorMod
OfTwo = Add | Sub | Mul | Minimum | Maximum | MappedPair

LARGEST = float(np.finfo(np.float32).max)

# Without an activation, TFLM clamps to the finite numbers: infinity becomes the largest.
BOUNDS = {
    Activation.NONE: (-LARGEST, LARGEST),
    Activation.RELU: (0.0, LARGEST),
    Activation.RELU_N1_TO_1: (-1.0, 1.0),
    Activation.RELU6: (0.0, 6.0),
}

_ONE = np.float32(1)
_LOGISTIC_ONE_FROM = np.float32(16.619047164916992188)
_LOGISTIC_EXP_BELOW = np.float32(-9)


def one_float32(op: OfOne, graph: Graph, x: Array) -> Array:
    """float32 -> float32."""
    match op:
        case Abs():
            return np.abs(x)
        case Neg():
            return np.negative(x)
        case Floor():
            return np.floor(x)
        case Ceil():
            return np.ceil(x)
        case Round():
            return _rounded(x)
        case Relu():
            return np.where(x < 0, np.float32(0), x)
        case Relu6():
            return clamped(x, 0.0, 6.0)
        case Exp():
            return functions.exp(x)
        case Log():
            return functions.log(x)
        case Sin():
            return functions.sin(x)
        case Cos():
            return functions.cos(x)
        case Tanh():
            return functions.tanh(x)
        case Elu():
            return functions.elu(x)
    with np.errstate(all="ignore"):
        match op:
            case Logistic():
                return _logistic(x)
            case Square():
                return x * x
            case Sqrt():
                result = np.sqrt(x)
            case Rsqrt():
                result = _ONE / np.sqrt(x)
            case HardSwish():
                raised = np.where(x + np.float32(3) > 0, x + np.float32(3), np.float32(0))
                cut = np.where(raised < 6, raised, np.float32(6))
                result = x * cut / np.float32(6)
            case LeakyRelu():
                result = np.where(x > 0, x, x * np.float32(op.alpha))
    return functions.one_nan(result)


def two_float32(op: OfTwo, graph: Graph, a: Array, b: Array) -> Array:
    """float32, float32 -> float32, broadcast."""
    match op:
        case Minimum():
            return np.where(a < b, a, b)
        case Maximum():
            return np.where(a > b, a, b)
    with np.errstate(all="ignore"):
        match op:
            case Add():
                result = a + b
            case Sub():
                result = a - b
            case Mul():
                result = a * b
            case Div():
                result = functions.one_nan(a / b)
            case SquaredDifference():
                return functions.one_nan((a - b) * (a - b))
            case FloorDiv():
                # In double, as TFLM.
                quotient = np.floor(a.astype(np.float64) / b.astype(np.float64))
                return functions.one_nan(quotient.astype(np.float32))
            case FloorMod():
                rest = np.fmod(a, b)
                turned = (rest != 0) & ((b < 0) != (rest < 0))
                return functions.one_nan(np.where(turned, rest + b, rest))
            case Prelu():
                return np.where(a >= 0, a, functions.one_nan(a * b))
    return clamped(result, *BOUNDS[op.activation])


def clamped(x: Array, low: float, high: float) -> Array:
    """x within the bounds; -0.0 and not-a-number stay what they are."""
    raised = np.where(x < np.float32(low), np.float32(low), x)
    return np.where(raised > np.float32(high), np.float32(high), raised)


def _logistic(x: Array) -> Array:
    """TFLM's cut-offs, and the exponential function rounded by itself."""
    middle = _ONE / (_ONE + functions.exp(-x))
    below = np.where(x < _LOGISTIC_EXP_BELOW, functions.exp(x), middle)
    return functions.one_nan(np.where(x > _LOGISTIC_ONE_FROM, _ONE, below))


def _rounded(x: Array) -> Array:
    """From below, so that what rounds to 0 from below is 0.0, not -0.0."""
    with np.errstate(invalid="ignore"):
        floor = np.floor(x)
        above = x - floor
        stays = (above < 0.5) | ((above == 0.5) & (np.fmod(floor, 2) == 0))
    return np.where(stays, floor, floor + np.float32(1))
