"""RELU: TFLM's ReluQuantized."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Relu
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of


def relu(op: Relu, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x, requantized."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    # Divided in float32, unlike everywhere else.
    real = float(np.float32(before.scale) / np.float32(after.scale))
    scaled = multiply_by_quantized_multiplier(x - before.zero_point, *quantize_multiplier(real))
    return np.clip(scaled + after.zero_point, max(-128, after.zero_point), 127)
