"""MEAN and SUM: TFLM's reference_ops::QuantizedMeanOrSum."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from tinyedge.graph.ops import Mean, Sum
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of, saturated


@dataclass(frozen=True, slots=True)
class MeanParameters:
    """clamp(multiply(sum - sum_offset, multiplier, shift) + output_offset) to the output's type.

    count: elements in one sum. sum_offset: count * input zero point.
    multiplier, shift: input scale / output scale, of MEAN / count, which may be below 2**30.
    """

    count: int
    sum_offset: int
    multiplier: int
    shift: int
    output_offset: int


def mean_parameters(op: Mean | Sum, graph: Graph) -> MeanParameters:
    """MEAN's division by the count goes into the multiplier, truncated, at full precision."""
    x, y = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    shape = graph.tensor(op.inputs[0]).shape
    count = prod(shape[axis] for axis in op.axes)
    multiplier, shift = quantize_multiplier(x.scale / y.scale)
    divisor = 1 if isinstance(op, Sum) else count
    # No further right than a right shift by 31 in all, and 2**32: TFLM's precaution.
    headroom = min(divisor.bit_length() - 1, 32, 31 + shift)
    return MeanParameters(
        count=count,
        sum_offset=count * x.zero_point,
        multiplier=(multiplier << headroom) // divisor,
        shift=shift - headroom,
        output_offset=y.zero_point,
    )


def mean(op: Mean | Sum, graph: Graph, x: Array) -> Array:
    """int8 -> int8, or int16 -> int16, with the axes gone, or of size 1, as the output's shape
    says."""
    p = mean_parameters(op, graph)
    total = x.sum(axis=op.axes, dtype=np.int64) - p.sum_offset
    scaled = multiply_by_quantized_multiplier(total, p.multiplier, p.shift) + p.output_offset
    output = graph.tensor(op.outputs[0])
    return saturated(scaled, graph, op.outputs[0]).astype(output.dtype.numpy).reshape(output.shape)
