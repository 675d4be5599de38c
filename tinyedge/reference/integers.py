"""ADD, SUB, MUL and DIV of int32: TFLM's reference_ops."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Activation, Add, Div, Mul, Sub
from tinyedge.graph.types import Array, Graph

from .fixedpoint import INT32_MAX, INT32_MIN

_BOUNDS = {
    Activation.NONE: (INT32_MIN, INT32_MAX),
    Activation.RELU: (0, INT32_MAX),
    Activation.RELU_N1_TO_1: (-1, 1),
    Activation.RELU6: (0, 6),
}

OfTwo = Add | Sub | Mul | Div


def bounds(op: OfTwo) -> tuple[int, int]:
    """Between which numbers a result is clamped: TFLM's ADD of int32 has no activation."""
    return _BOUNDS[Activation.NONE if isinstance(op, Add) else op.activation]


def two_int32(op: OfTwo, graph: Graph, a: Array, b: Array) -> NDArray[np.int32]:
    """int32, int32 -> int32, broadcast. What does not fit wraps, a quotient is cut towards 0, and
    0 as a divisor counts as 1: C defines none of these but the second."""
    x, y = a.astype(np.int64), b.astype(np.int64)
    match op:
        case Add():
            result = x + y
        case Sub():
            result = x - y
        case Mul():
            result = x * y
        case Div():
            divisor = np.where(y == 0, 1, y)
            result = np.abs(x) // np.abs(divisor) * np.sign(x) * np.sign(divisor)
    wrapped = result.astype(np.int32)
    low, high = bounds(op)
    return np.clip(wrapped, low, high).astype(np.int32)
