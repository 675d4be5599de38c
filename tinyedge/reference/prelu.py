"""PRELU: TFLM's reference_ops::Prelu of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Prelu
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of


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


def prelu(op: Prelu, graph: Graph, x: Array, slope: Array) -> NDArray[np.int8]:
    """int8 -> int8, the slopes broadcast."""
    p = prelu_parameters(op, graph)
    value = x.astype(np.int64) + p.offsets[0]
    product = value * (slope.astype(np.int64) + p.offsets[1])
    scaled = np.where(
        value >= 0,
        multiply_by_quantized_multiplier(value, p.multipliers[0], p.shifts[0]),
        multiply_by_quantized_multiplier(product, p.multipliers[1], p.shifts[1]),
    )
    result: NDArray[np.int8] = np.clip(scaled + p.output_offset, -128, 127).astype(np.int8)
    return result
