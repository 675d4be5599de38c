"""Operators of float32 that IEEE 754 makes exact: the same bits on every processor.

But for not-a-number, whose bits are the processor's; TFLM's kernels in reference_ops.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import (
    Abs,
    Activation,
    Add,
    Ceil,
    Floor,
    Maximum,
    Minimum,
    Mul,
    Neg,
    Relu,
    Relu6,
    Round,
    Sub,
)
from tinyedge.graph.types import Array, Graph

Float32 = NDArray[np.float32]
OfOne = Abs | Neg | Floor | Ceil | Round | Relu | Relu6
OfTwo = Add | Sub | Mul | Minimum | Maximum

LARGEST = float(np.finfo(np.float32).max)

# Without an activation, TFLM clamps to the finite numbers: infinity becomes the largest.
BOUNDS = {
    Activation.NONE: (-LARGEST, LARGEST),
    Activation.RELU: (0.0, LARGEST),
    Activation.RELU_N1_TO_1: (-1.0, 1.0),
    Activation.RELU6: (0.0, 6.0),
}


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


def two_float32(op: OfTwo, graph: Graph, a: Array, b: Array) -> Array:
    """float32, float32 -> float32, broadcast."""
    match op:
        case Minimum():
            return np.where(a < b, a, b)
        case Maximum():
            return np.where(a > b, a, b)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        match op:
            case Add():
                result = a + b
            case Sub():
                result = a - b
            case Mul():
                result = a * b
    return clamped(result, *BOUNDS[op.activation])


def clamped(x: Array, low: float, high: float) -> Array:
    """x within the bounds; -0.0 and not-a-number stay what they are."""
    raised = np.where(x < np.float32(low), np.float32(low), x)
    return np.where(raised > np.float32(high), np.float32(high), raised)


def _rounded(x: Array) -> Array:
    """From below, so that what rounds to 0 from below is 0.0, not -0.0."""
    with np.errstate(invalid="ignore"):
        floor = np.floor(x)
        above = x - floor
        stays = (above < 0.5) | ((above == 0.5) & (np.fmod(floor, 2) == 0))
    return np.where(stays, floor, floor + np.float32(1))
