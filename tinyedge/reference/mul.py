"""MUL: TFLM's reference_integer_ops::Mul."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import Mul
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import activation_range, quant_of


@dataclass(frozen=True, slots=True)
class MulParameters:
    """clamp(multiply((a + offsets[0]) * (b + offsets[1]), multiplier, shift) + output_offset).

    offsets: minus the input zero points. min, max: the activation clamp, within the output's type.
    """

    offsets: tuple[int, int]
    multiplier: int
    shift: int
    output_offset: int
    min: int
    max: int


def mul_parameters(op: Mul, graph: Graph) -> MulParameters:
    """CalculateOpDataMul in mul_common.cc, in double."""
    a, b, y = (quant_of(graph, n) for n in (*op.inputs, op.outputs[0]))
    multiplier, shift = quantize_multiplier(a.scale * b.scale / y.scale)
    low, high = activation_range(op.activation, y, graph.tensor(op.outputs[0]).dtype)
    offsets = (-a.zero_point, -b.zero_point)
    return MulParameters(offsets, multiplier, shift, y.zero_point, low, high)


def mul(op: Mul, graph: Graph, a: Array, b: Array) -> Array:
    """int8 * int8 -> int8, broadcast; likewise int16."""
    p = mul_parameters(op, graph)
    product = (a.astype(np.int64) + p.offsets[0]) * (b.astype(np.int64) + p.offsets[1])
    scaled = multiply_by_quantized_multiplier(product, p.multiplier, p.shift)
    return np.clip(scaled + p.output_offset, p.min, p.max).astype(a.dtype)
