"""LEAKY_RELU: TFLM's QuantizeLeakyRelu of int8 and int16."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import LeakyRelu
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of, saturated


def leaky_relu(op: LeakyRelu, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 or int16 value in x."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    identity, slope = leaky_relu_multipliers(op, graph)
    value = x - before.zero_point
    scaled = np.where(
        value >= 0,
        multiply_by_quantized_multiplier(value, *identity),
        multiply_by_quantized_multiplier(value, *slope),
    )
    return saturated(scaled + after.zero_point, graph, op.outputs[0])


def leaky_relu_multipliers(op: LeakyRelu, graph: Graph) -> tuple[tuple[int, int], tuple[int, int]]:
    """Multiplier and shift of what is not negative, and of what is; computed in float32."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    scale, wanted = np.float32(before.scale), np.float32(after.scale)
    identity = quantize_multiplier(float(scale / wanted))
    slope = quantize_multiplier(float(scale * np.float32(op.alpha) / wanted))
    return identity, slope
