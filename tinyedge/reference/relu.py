"""RELU: TFLM's ReluQuantized."""

from __future__ import annotations

from tinyedge.graph.ops import Relu
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of, saturated


def relu(op: Relu, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 or int16 value in x, requantized."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    multiplier = relu_multiplier(op, graph)
    scaled = multiply_by_quantized_multiplier(x - before.zero_point, *multiplier)
    return saturated(scaled.clip(min=0) + after.zero_point, graph, op.outputs[0])


def relu_multiplier(op: Relu, graph: Graph) -> tuple[int, int]:
    """Multiplier and shift; the ratio of scales is a double.

    (Some versions of TFLM divide in float32; the wheel that pyproject names does not, as
    tests/reference shows.)
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    return quantize_multiplier(before.scale / after.scale)
