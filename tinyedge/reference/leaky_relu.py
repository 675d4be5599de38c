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
    """Multiplier and shift of what is not negative, and of what is.

    In double; alpha is a float32. (Some versions of TFLM compute in float32; the wheel that
    pyproject names does not, as int16 shows in tests/reference.)
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    identity = quantize_multiplier(before.scale / after.scale)
    slope = quantize_multiplier(before.scale * float(np.float32(op.alpha)) / after.scale)
    return identity, slope
