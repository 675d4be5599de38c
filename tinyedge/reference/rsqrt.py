"""RSQRT: TFLM's RsqrtEvalQuantized of int8 and int16."""

from __future__ import annotations

import math

import numpy as np

from tinyedge.graph.ops import Rsqrt
from tinyedge.graph.types import Graph

from .fixedpoint import (
    INT32_MAX,
    Int64,
    high_mul,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    rounding_divide_by_pot,
    saturating_shift_left,
)
from .requantize import quant_of, saturated

_FRACTIONAL_BITS = 20


def rsqrt(op: Rsqrt, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 or int16 value in x.

    TFLM stops at a value below zero; here it gives what zero gives, the largest output.
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    multiplier, shift = rsqrt_multiplier(op, graph)
    largest = int(np.iinfo(graph.tensor(op.outputs[0]).dtype.numpy).max)
    values, places = np.unique(x - before.zero_point, return_inverse=True)
    results = np.full(values.shape, largest, np.int64)
    for at, value in enumerate(values):
        if value > 0:
            inverse, inverse_shift = inverse_sqrt_multiplier(int(value))
            wide = multiply_by_quantized_multiplier(1, inverse, inverse_shift + _FRACTIONAL_BITS)
            results[at] = multiply_by_quantized_multiplier(
                wide, multiplier, shift - _FRACTIONAL_BITS
            )
            results[at] += after.zero_point
    return saturated(results, graph, op.outputs[0])[places].reshape(x.shape)


def rsqrt_multiplier(op: Rsqrt, graph: Graph) -> tuple[int, int]:
    """Multiplier and shift from 1 / sqrt(steps) to the output, in double.

    (Some versions of TFLM take the root in float32; the wheel that pyproject names does not, as
    int16 shows in tests/reference.)
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    return quantize_multiplier(1 / (math.sqrt(before.scale) * after.scale))


def inverse_sqrt_multiplier(value: int) -> tuple[int, int]:
    """(multiplier, shift): 1 / sqrt(value) = multiplier * 2**(shift - 31); shift <= 0.

    value: in the range of int32, from 1 on.

    Five steps of Newton and Raphson from 1, in Q3.28: GetInvSqrtQuantizedMultiplierExp in common.h.
    """
    if value <= 1:
        return INT32_MAX, 0
    right_shift = 11
    while value >= 1 << 29:
        value //= 4
        right_shift += 1
    pairs = (31 - value.bit_length()) // 2 - 1
    right_shift -= pairs
    half = (value << 2 * pairs) >> 1
    quarter = rounding_divide_by_pot(half, 1)
    x: Int64 = np.asarray(1 << 28, np.int64)
    for _ in range(5):
        cube = saturating_shift_left(high_mul(high_mul(x, x), x), 6)
        x = saturating_shift_left(high_mul((1 << 28) + (1 << 27), x) - high_mul(quarter, cube), 3)
    inverse = int(high_mul(x, 1518500250))
    return (inverse << max(-right_shift, 0)), -max(right_shift, 0)
