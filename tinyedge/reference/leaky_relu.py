"""LEAKY_RELU: TFLM's QuantizeLeakyRelu of int8."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import LeakyRelu
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of


def leaky_relu(op: LeakyRelu, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x; the multipliers are computed in float32."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    scale, wanted = np.float32(before.scale), np.float32(after.scale)
    identity = quantize_multiplier(float(scale / wanted))
    slope = quantize_multiplier(float(scale * np.float32(op.alpha) / wanted))
    value = x - before.zero_point
    scaled = np.where(
        value >= 0,
        multiply_by_quantized_multiplier(value, *identity),
        multiply_by_quantized_multiplier(value, *slope),
    )
    result: Int64 = np.clip(scaled + after.zero_point, -128, 127)
    return result
