"""AVERAGE_POOL_2D: TFLM's reference_integer_ops::AveragePool."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import AveragePool2D
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64
from .requantize import activation_range, quant_of
from .windows import padded_input, tap


def average_pool_2d(op: AveragePool2D, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] int8 or int16 -> the same of the same quantization.

    The mean of the raw values inside the image, zero point and all, rounded to nearest with halves
    away from raw zero; then the clamp.
    """
    output = graph.tensor(op.outputs[0])
    size = output.shape[1:3]

    def over_windows(values: Int64) -> Int64:
        """The sum over each window; outside the image counts as 0."""
        padded = padded_input(values, op.pad, op.window, op.stride, (1, 1), size, fill=0)
        total = np.zeros((values.shape[0], *size, values.shape[3]), np.int64)
        for row in range(op.window[0]):
            for column in range(op.window[1]):
                total += tap(padded, row, column, op.stride, (1, 1), size)
        return total

    total = over_windows(x.astype(np.int64))
    count = over_windows(np.ones((1, *x.shape[1:3], 1), np.int64))
    mean: Int64 = np.sign(total) * ((np.abs(total) + count // 2) // count)
    low, high = activation_range(op.activation, quant_of(graph, op.outputs[0]), output.dtype)
    return np.clip(mean, low, high).astype(x.dtype)
