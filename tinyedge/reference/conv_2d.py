"""CONV_2D: TFLM's reference_integer_ops::ConvPerChannel."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Conv2D
from tinyedge.graph.types import Array, Graph

from .operands import constant, optional_constant
from .requantize import weighted_parameters
from .windows import padded_input, tap


def conv_2d(op: Conv2D, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] -> [N,H,W,out], int8 or int16; one matrix product for each place of the kernel.

    The products run in float64, where BLAS is fast, and are exact: every partial sum is an integer
    of magnitude below 2**31, of int16 2**47, which graph/check.py proves, and float64 holds
    integers to 2**53.
    Padding is zero after the zero point is subtracted, which is the same as leaving it out.
    """
    parameters = weighted_parameters(op, graph)
    weights = constant(graph, op.inputs[1]).astype(np.float64)  # [out, kh, kw, C]
    output_size = graph.tensor(op.outputs[0]).shape[1:3]
    kernel = weights.shape[1:3]
    centered = x.astype(np.float64) + parameters.input_offset
    padded = padded_input(centered, op.pad, kernel, op.stride, op.dilation, output_size, fill=0)
    total = np.zeros((x.shape[0], *output_size, weights.shape[0]))
    for row in range(kernel[0]):
        for column in range(kernel[1]):
            window = tap(padded, row, column, op.stride, op.dilation, output_size)
            total += window @ weights[:, row, column, :].T
    return parameters.apply(total.astype(np.int64) + optional_constant(graph, op.inputs, 2))
