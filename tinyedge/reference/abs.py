"""ABS: TFLM's AbsEvalQuantized of int8 and int16."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Abs
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of, saturated


def abs_(op: Abs, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 or int16 value in x."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    value = multiply_by_quantized_multiplier(
        np.abs(x - before.zero_point), *abs_multiplier(op, graph)
    )
    return saturated(value + after.zero_point, graph, op.outputs[0])


def abs_multiplier(op: Abs, graph: Graph) -> tuple[int, int]:
    """Multiplier and shift; the ratio of scales is a double.

    (Some versions of TFLM divide in float32; the wheel that pyproject names does not, as int16
    shows in tests/reference.) TFLM does not multiply where scales are equal; by exactly 1, nothing
    is rounded.
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    return quantize_multiplier(before.scale / after.scale)
