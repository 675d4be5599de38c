"""RELU: TFLM's ReluQuantized."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Relu
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of


def relu(op: Relu, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x, requantized.

    The ratio of scales is a double. (Some versions of TFLM divide in float32; the wheel that
    pyproject names does not, as tests/reference shows.)
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    multiplier = quantize_multiplier(before.scale / after.scale)
    scaled = multiply_by_quantized_multiplier(x - before.zero_point, *multiplier)
    return np.clip(scaled + after.zero_point, max(-128, after.zero_point), 127)
