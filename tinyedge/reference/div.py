"""DIV: TFLM's reference_ops::Div of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Div
from tinyedge.graph.types import Array, Graph

from .fixedpoint import high_mul, one_over_one_plus_x, quantize_multiplier, rounding_divide_by_pot
from .requantize import activation_range, quant_of


@dataclass(frozen=True, slots=True)
class DivParameters:
    """clamp((a + offsets[0]) / (b + offsets[1]) * multiplier * 2**(shift - 31) + output_offset).

    offsets: minus the input zero points. min, max: the activation clamp.
    """

    offsets: tuple[int, int]
    multiplier: int
    shift: int
    output_offset: int
    min: int
    max: int


def div_parameters(op: Div, graph: Graph) -> DivParameters:
    """CalculateOpDataDiv in div.cc, in double.

    (Some versions of TFLM divide in float32; the wheel that pyproject names does not, as
    tests/reference shows.)
    """
    a, b, y = (quant_of(graph, n) for n in (*op.inputs, op.outputs[0]))
    multiplier, shift = quantize_multiplier(a.scale / (b.scale * y.scale))
    low, high = activation_range(op.activation, y)
    return DivParameters(
        offsets=(-a.zero_point, -b.zero_point),
        multiplier=multiplier,
        shift=shift,
        output_offset=y.zero_point,
        min=low,
        max=high,
    )


def div(op: Div, graph: Graph, a: Array, b: Array) -> NDArray[np.int8]:
    """int8 / int8 -> int8, broadcast; what is divided by 0 is divided by one step instead."""
    p = div_parameters(op, graph)
    dividend, divisor = np.broadcast_arrays(
        a.astype(np.int64) + p.offsets[0], b.astype(np.int64) + p.offsets[1]
    )
    dividend = np.where(divisor < 0, -dividend, dividend)
    divisor = np.maximum(np.abs(divisor), 1)
    bits = _bits(divisor)
    # 1 / divisor = reciprocal * 2**(1 - bits), both significands with one bit before the point.
    reciprocal = one_over_one_plus_x((divisor << (32 - bits)) - 2**31)
    headroom = 31 - _bits(np.where(dividend < 0, -dividend - 1, dividend))
    quotient = high_mul(dividend << headroom, reciprocal)
    right_shift = bits - 1 + headroom - p.shift
    result = rounding_divide_by_pot(high_mul(quotient, p.multiplier), right_shift)
    return np.clip(result + p.output_offset, p.min, p.max).astype(np.int8)


def _bits(x: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bits a number from 0 to 2**52 has; 0 has none."""
    return np.frexp(x.astype(np.float64))[1].astype(np.int64)
