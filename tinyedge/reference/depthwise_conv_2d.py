"""DEPTHWISE_CONV_2D: TFLM's reference_integer_ops::DepthwiseConvPerChannel."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import DepthwiseConv2D
from tinyedge.graph.types import Array, Graph

from .operands import constant, optional_constant
from .requantize import weighted_parameters
from .windows import padded_input, tap


def depthwise_conv_2d(op: DepthwiseConv2D, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] -> [N,H,W,C*multiplier], int8 or int16; output channel = channel * multiplier + m.

    Sums in int32, of int16 in int64, which graph/check.py proves to be wide enough.
    """
    parameters = weighted_parameters(op, graph)
    sums = np.int64 if parameters.wide else np.int32
    weights = constant(graph, op.inputs[1]).astype(sums)[0]  # [kh, kw, C * multiplier]
    output_size = graph.tensor(op.outputs[0]).shape[1:3]
    kernel = weights.shape[:2]
    centered = x.astype(sums) + sums(parameters.input_offset)
    each = np.repeat(centered, op.multiplier, axis=3) if op.multiplier > 1 else centered
    padded = padded_input(each, op.pad, kernel, op.stride, op.dilation, output_size, fill=0)
    total = np.zeros((x.shape[0], *output_size, weights.shape[2]), sums)
    for row in range(kernel[0]):
        for column in range(kernel[1]):
            window = tap(padded, row, column, op.stride, op.dilation, output_size)
            total += window * weights[row, column]
    return parameters.apply(total.astype(np.int64) + optional_constant(graph, op.inputs, 2))
