"""SOFTMAX of int16: TFLM's reference_ops::SoftmaxInt16, by two tables with straight lines between
their numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Softmax
from tinyedge.graph.types import Array, Graph

from .fixedpoint import (
    Int64,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    round_half_away,
)
from .requantize import quant_of

_STEPS = 512
_UNIT = np.float32(32768)
_Float = NDArray[np.float32]


def softmax_i16(op: Softmax, graph: Graph, x: Array) -> NDArray[np.int16]:
    """int16 of zero point 0 -> int16 of scale 2**-15 and zero point 0, over the last axis."""
    rows = x.astype(np.int64)
    below = rows - rows.max(axis=-1, keepdims=True)
    scaled = multiply_by_quantized_multiplier(below, *softmax_i16_multiplier(op, graph))
    exps = _between(EXP, np.clip(scaled + 32767, -32768, 32767))
    total = exps.sum(axis=-1, keepdims=True)
    # The sum as 1 + x times a power of two, x in 1/65536.
    bits = np.frexp(total.astype(np.float64))[1].astype(np.int64)
    mantissa = ((total << (31 - bits)) + (1 << 13)) >> 14
    reciprocal = _between(RECIPROCAL, np.minimum(mantissa - (1 << 16) - (1 << 15), 32767))
    right = bits - 1
    steps = (exps * reciprocal + (np.int64(1) << (right - 1))) >> right
    result: NDArray[np.int16] = np.clip(steps, 0, 32767).astype(np.int16)
    return result


def softmax_i16_multiplier(op: Softmax, graph: Graph) -> tuple[int, int]:
    """From a difference to the row's maximum to steps of 10 / 65535; CalculateSoftmaxParams in
    softmax_common.cc, in double; beta is a float32."""
    scale = quant_of(graph, op.inputs[0]).scale
    return quantize_multiplier(scale * float(np.float32(op.beta)) / (10 / 65535))


def _table(low: float, high: float, function: Callable[[_Float], _Float]) -> NDArray[np.int64]:
    """512 steps from low to high, in 1/32768; each moved by half of the error that a straight line
    to the next has in the middle: LUTPopulateInt16 in common.h, in float32."""
    step = np.float32((np.float32(high) - np.float32(low)) / _STEPS)
    start = np.float32(low) + np.arange(_STEPS + 1).astype(np.float32) * step
    values = function(start) * _UNIT
    nearest = _rounded(values)
    middle = _rounded(function(start[:-1] + step / np.float32(2)) * _UNIT)
    error = _rounded((values[1:] + nearest[:-1]) / np.float32(2)) - middle
    moved = np.append(nearest[:-1] - _rounded(error / np.float32(2)), nearest[-1])
    table: NDArray[np.int64] = np.clip(moved, -32768, 32767).astype(np.int64)
    return table


def _rounded(x: _Float) -> _Float:
    return round_half_away(x).astype(np.float32)


def _exp(x: _Float) -> _Float:
    """As if C's expf were rounded correctly."""
    return np.exp(x.astype(np.float64)).astype(np.float32)


def _between(table: NDArray[np.int64], at: Int64) -> Int64:
    """On the straight line between two numbers of a table; at: int16, 128 to a number."""
    index, part = (at >> 7) + _STEPS // 2, at & 127
    low = table[index]
    result: Int64 = low + (((table[index + 1] - low) * part + 64) >> 7)
    return result


# exp(x) of x from -10 to 0, 1 / (1 + x) of x from 0 to 1.
EXP = _table(-10, 0, _exp)
RECIPROCAL = _table(0, 1, lambda x: np.float32(1) / (np.float32(1) + x))
