"""TRANSPOSE_CONV: TFLM's reference_integer_ops::TransposeConv."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import TransposeConv
from tinyedge.graph.types import Array, Graph

from .operands import constant, optional_constant
from .requantize import weighted_parameters


def transpose_conv(op: TransposeConv, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] -> [N,h,w,out], int8 or int16; each tap scatters the whole input.

    Sums run in float64 as those of CONV_2D, and are made on a canvas that has room for all, of
    which the output is cut.
    """
    parameters = weighted_parameters(op, graph)
    weights = constant(graph, op.inputs[1]).astype(np.float64)  # [out, kh, kw, C]
    batches, height, width, _ = x.shape
    outputs, *kernel, _ = weights.shape
    rows, columns = graph.tensor(op.outputs[0]).shape[1:3]
    centered = x.astype(np.float64) + parameters.input_offset
    reach = [(n - 1) * s + k for n, s, k in zip((height, width), op.stride, kernel, strict=True)]
    room = [max(*pair) for pair in zip(reach, (op.pad[0] + rows, op.pad[1] + columns), strict=True)]
    canvas = np.zeros((batches, *room, outputs))
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            down = slice(i, i + (height - 1) * op.stride[0] + 1, op.stride[0])
            across = slice(j, j + (width - 1) * op.stride[1] + 1, op.stride[1])
            canvas[:, down, across] += centered @ weights[:, i, j].T
    total = canvas[:, op.pad[0] : op.pad[0] + rows, op.pad[1] : op.pad[1] + columns]
    return parameters.apply(total.astype(np.int64) + optional_constant(graph, op.inputs, 2))
