"""ADD: TFLM's reference_integer_ops::Add, of int16 reference_ops::Add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import Add, Sub
from tinyedge.graph.types import Array, DType, Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import activation_range, quant_of

LEFT_SHIFT = {DType.INT8: 20, DType.INT16: 15}


@dataclass(frozen=True, slots=True)
class AddParameters:
    """clamp(multiply(scaled a +- scaled b, output) + output_offset), where

    scaled a = multiply((a + offsets[0]) << left_shift, multipliers[0], shifts[0]), likewise b.

    offsets: minus the input zero points. shifts: <= 0, as are ``output_shift``'s.
    min, max: the activation clamp, within the range of ``dtype``, the output's type.
    """

    left_shift: int
    offsets: tuple[int, int]
    multipliers: tuple[int, int]
    shifts: tuple[int, int]
    output_multiplier: int
    output_shift: int
    output_offset: int
    min: int
    max: int
    dtype: DType

    def apply(self, a: Array, b: Array, *, sign: int) -> Array:
        """a + sign * b; sign is 1 or -1."""
        total = multiply_by_quantized_multiplier(
            self._scaled(a, 0) + sign * self._scaled(b, 1),
            self.output_multiplier,
            self.output_shift,
        )
        return np.clip(total + self.output_offset, self.min, self.max).astype(self.dtype.numpy)

    def _scaled(self, x: Array, which: int) -> Int64:
        shifted = (x.astype(np.int64) + self.offsets[which]) << self.left_shift
        return multiply_by_quantized_multiplier(
            shifted, self.multipliers[which], self.shifts[which]
        )


def add_parameters(op: Add | Sub, graph: Graph) -> AddParameters:
    """CalculateOpDataAdd in add_common.cc, in double."""
    a, b, y = (quant_of(graph, n) for n in (*op.inputs, op.outputs[0]))
    dtype = graph.tensor(op.outputs[0]).dtype
    left_shift = LEFT_SHIFT[dtype]
    twice_max = 2 * max(a.scale, b.scale)
    first, first_shift = quantize_multiplier(a.scale / twice_max)
    second, second_shift = quantize_multiplier(b.scale / twice_max)
    multiplier, shift = quantize_multiplier(twice_max / ((1 << left_shift) * y.scale))
    low, high = activation_range(op.activation, y, dtype)
    return AddParameters(
        left_shift=left_shift,
        offsets=(-a.zero_point, -b.zero_point),
        multipliers=(first, second),
        shifts=(first_shift, second_shift),
        output_multiplier=multiplier,
        output_shift=shift,
        output_offset=y.zero_point,
        min=low,
        max=high,
        dtype=dtype,
    )


def add(op: Add, graph: Graph, a: Array, b: Array) -> Array:
    """int8 + int8 -> int8, broadcast; likewise int16."""
    return add_parameters(op, graph).apply(a, b, sign=1)
