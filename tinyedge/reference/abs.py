"""ABS: TFLM's AbsEvalQuantized of int8."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Abs
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of


def abs_(op: Abs, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x; scales are divided in float32, and not at all where they
    are equal."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    value: Int64 = np.abs(x - before.zero_point)
    ratio = np.float32(before.scale) / np.float32(after.scale)
    if before.scale != after.scale:
        multiplier = quantize_multiplier(float(ratio))
        value = multiply_by_quantized_multiplier(value, *multiplier)
    return np.clip(value + after.zero_point, -128, 127)
