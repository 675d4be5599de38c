"""SQUARED_DIFFERENCE: TFLM's kernel of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import SquaredDifference
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of

LEFT_SHIFT = 7


@dataclass(frozen=True, slots=True)
class SquaredDifferenceParameters:
    """clamp(multiply((scaled a - scaled b)**2, output) + output_offset), where

    scaled a = multiply((a + offsets[0]) << LEFT_SHIFT, multipliers[0], shifts[0]), likewise b.
    """

    offsets: tuple[int, int]
    multipliers: tuple[int, int]
    shifts: tuple[int, int]
    output_multiplier: int
    output_shift: int
    output_offset: int

    def scaled(self, x: Array, which: int) -> Int64:
        """One of the inputs, in the common scale."""
        shifted = (x.astype(np.int64) + self.offsets[which]) << LEFT_SHIFT
        return multiply_by_quantized_multiplier(
            shifted, self.multipliers[which], self.shifts[which]
        )


def squared_difference_parameters(
    op: SquaredDifference, graph: Graph
) -> SquaredDifferenceParameters:
    """PrepareQuantized in squared_difference.cc, in double."""
    a, b, y = (quant_of(graph, n) for n in (*op.inputs, op.outputs[0]))
    twice_max = 2 * max(a.scale, b.scale)
    first, first_shift = quantize_multiplier(a.scale / twice_max)
    second, second_shift = quantize_multiplier(b.scale / twice_max)
    multiplier, shift = quantize_multiplier(twice_max**2 / ((1 << 2 * LEFT_SHIFT) * y.scale))
    return SquaredDifferenceParameters(
        offsets=(-a.zero_point, -b.zero_point),
        multipliers=(first, second),
        shifts=(first_shift, second_shift),
        output_multiplier=multiplier,
        output_shift=shift,
        output_offset=y.zero_point,
    )


def squared_difference(op: SquaredDifference, graph: Graph, a: Array, b: Array) -> NDArray[np.int8]:
    """int8, int8 -> int8, broadcast."""
    p = squared_difference_parameters(op, graph)
    square = (p.scaled(a, 0) - p.scaled(b, 1)) ** 2
    scaled = multiply_by_quantized_multiplier(square, p.output_multiplier, p.output_shift)
    return np.clip(scaled + p.output_offset, -128, 127).astype(np.int8)
