"""CUMSUM: TFLM's reference_ops::CumSum of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Cumsum
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of

SUM_BITS = 19


@dataclass(frozen=True, slots=True)
class CumsumParameters:
    """clamp(multiply(sum << SUM_BITS) + output_zero_point); shift <= 0."""

    multiplier: int
    shift: int
    output_zero_point: int


def cumsum_parameters(op: Cumsum, graph: Graph) -> CumsumParameters:
    """CalculateOpData in cumsum.cc, in double; inputs are shifted by 20 bits and halved there."""
    x, y = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    multiplier, shift = quantize_multiplier(2 * x.scale / ((1 << (SUM_BITS + 1)) * y.scale))
    return CumsumParameters(multiplier, shift, y.zero_point)


def cumsum(op: Cumsum, graph: Graph, x: Array) -> NDArray[np.int8]:
    """int8 of zero point 0 -> int8."""
    p = cumsum_parameters(op, graph)
    wide = x.astype(np.int64)
    ordered = np.flip(wide, op.axis) if op.reverse else wide
    total = np.cumsum(ordered, axis=op.axis)
    if op.exclusive:
        total -= ordered
    if op.reverse:
        total = np.flip(total, op.axis)
    scaled = multiply_by_quantized_multiplier(total << SUM_BITS, p.multiplier, p.shift)
    return np.clip(scaled + p.output_zero_point, -128, 127).astype(np.int8)
