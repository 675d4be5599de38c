"""PRELU: TFLM's reference_ops::Prelu of int8, and of int16 with slopes of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import Prelu
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of, saturated


@dataclass(frozen=True, slots=True)
class PreluParameters:
    """clamp(multiply(x + offsets[0]) + output_offset) by the first multiplier where that sum is not
    negative, else clamp(multiply((x + offsets[0]) * (slope + offsets[1])) + output_offset).

    offsets: minus the zero points of x and of the slopes.
    """

    offsets: tuple[int, int]
    multipliers: tuple[int, int]
    shifts: tuple[int, int]
    output_offset: int


def prelu_parameters(op: Prelu, graph: Graph) -> PreluParameters:
    """CalculatePreluParams in prelu_common.cc, in double."""
    x, slope, y = (quant_of(graph, n) for n in (*op.inputs, op.outputs[0]))
    identity, identity_shift = quantize_multiplier(x.scale / y.scale)
    product, product_shift = quantize_multiplier(x.scale * slope.scale / y.scale)
    return PreluParameters(
        offsets=(-x.zero_point, -slope.zero_point),
        multipliers=(identity, product),
        shifts=(identity_shift, product_shift),
        output_offset=y.zero_point,
    )


def prelu(op: Prelu, graph: Graph, x: Array, slope: Array) -> Array:
    """int8 -> int8, or int16 -> int16, the slopes broadcast."""
    p = prelu_parameters(op, graph)
    value = x.astype(np.int64) + p.offsets[0]
    product = value * (slope.astype(np.int64) + p.offsets[1])
    scaled = np.where(
        value >= 0,
        multiply_by_quantized_multiplier(value, p.multipliers[0], p.shifts[0]),
        multiply_by_quantized_multiplier(product, p.multipliers[1], p.shifts[1]),
    )
    return saturated(scaled + p.output_offset, graph, op.outputs[0]).astype(x.dtype)
