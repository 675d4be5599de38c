"""CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED of float32: TFLM's reference_ops, products summed
one after the other in the order of the weights, each operation rounded by itself."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Conv2D, DepthwiseConv2D, FullyConnected
from tinyedge.graph.types import Array, Graph

from .floating import BOUNDS, clamped
from .functions import one_nan
from .operands import constant
from .windows import padded_input, tap


def bias_of(op: Conv2D | DepthwiseConv2D | FullyConnected, graph: Graph) -> Array:
    """The bias; zeros where it is left out."""
    if op.inputs[2] >= 0:
        return constant(graph, op.inputs[2])
    return np.zeros(graph.tensor(op.outputs[0]).shape[-1], np.float32)


def fully_connected_float32(op: FullyConnected, graph: Graph, x: Array) -> Array:
    """[..., in] -> [..., out]"""
    weights = constant(graph, op.inputs[1])  # [out, in]
    rows = x.reshape(-1, weights.shape[1])
    total = np.zeros((rows.shape[0], weights.shape[0]), np.float32)
    with np.errstate(all="ignore"):
        for at in range(weights.shape[1]):
            total = total + rows[:, at, np.newaxis] * weights[:, at]
        total = one_nan(total + bias_of(op, graph))
    return clamped(total, *BOUNDS[op.activation]).reshape(graph.tensor(op.outputs[0]).shape)


def conv_2d_float32(op: Conv2D | DepthwiseConv2D, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] -> [N,h,w,out]

    Padding adds products of 0, which change no sum: a sum begins with 0, and is never -0.0.
    """
    weights = constant(graph, op.inputs[1])
    size = graph.tensor(op.outputs[0]).shape[1:3]
    kernel = weights.shape[1:3]
    if isinstance(op, DepthwiseConv2D):
        x = np.repeat(x, op.multiplier, axis=3)
    padded = padded_input(x, op.pad, kernel, op.stride, op.dilation, size, fill=0)
    total = np.zeros(graph.tensor(op.outputs[0]).shape, np.float32)
    with np.errstate(all="ignore"):
        for row in range(kernel[0]):
            for column in range(kernel[1]):
                window = tap(padded, row, column, op.stride, op.dilation, size)
                if isinstance(op, DepthwiseConv2D):
                    total = total + window * weights[0, row, column]
                    continue
                for channel in range(weights.shape[3]):
                    each = window[..., channel, np.newaxis]
                    total = total + each * weights[:, row, column, channel]
        total = one_nan(total + bias_of(op, graph))
    return clamped(total, *BOUNDS[op.activation])
