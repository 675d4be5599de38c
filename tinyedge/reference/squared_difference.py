"""SQUARED_DIFFERENCE: TFLM's kernel of int8 and int16."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import SquaredDifference
from tinyedge.graph.types import Array, DType, Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of, saturated

LEFT_SHIFT = {DType.INT8: 7, DType.INT16: 0}


@dataclass(frozen=True, slots=True)
class SquaredDifferenceParameters:
    """clamp(multiply((scaled a - scaled b)**2, output) + output_offset), where

    scaled a = multiply((a + offsets[0]) << left_shift, multipliers[0], shifts[0]), likewise b.
    """

    left_shift: int
    offsets: tuple[int, int]
    multipliers: tuple[int, int]
    shifts: tuple[int, int]
    output_multiplier: int
    output_shift: int
    output_offset: int

    def scaled(self, x: Array, which: int) -> Int64:
        """One of the inputs, in the common scale."""
        shifted = (x.astype(np.int64) + self.offsets[which]) << self.left_shift
        return multiply_by_quantized_multiplier(
            shifted, self.multipliers[which], self.shifts[which]
        )


def squared_difference_parameters(
    op: SquaredDifference, graph: Graph
) -> SquaredDifferenceParameters:
    """PrepareQuantized in squared_difference.cc, in double."""
    a, b, y = (quant_of(graph, n) for n in (*op.inputs, op.outputs[0]))
    left_shift = LEFT_SHIFT[graph.tensor(op.outputs[0]).dtype]
    twice_max = 2 * max(a.scale, b.scale)
    first, first_shift = quantize_multiplier(a.scale / twice_max)
    second, second_shift = quantize_multiplier(b.scale / twice_max)
    multiplier, shift = quantize_multiplier(twice_max**2 / ((1 << 2 * left_shift) * y.scale))
    return SquaredDifferenceParameters(
        left_shift=left_shift,
        offsets=(-a.zero_point, -b.zero_point),
        multipliers=(first, second),
        shifts=(first_shift, second_shift),
        output_multiplier=multiplier,
        output_shift=shift,
        output_offset=y.zero_point,
    )


def squared_difference(op: SquaredDifference, graph: Graph, a: Array, b: Array) -> Array:
    """int8, int8 -> int8, broadcast; likewise int16."""
    p = squared_difference_parameters(op, graph)
    square = (p.scaled(a, 0) - p.scaled(b, 1)) ** 2
    scaled = multiply_by_quantized_multiplier(square, p.output_multiplier, p.output_shift)
    return saturated(scaled + p.output_offset, graph, op.outputs[0]).astype(a.dtype)
