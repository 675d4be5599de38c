"""MAX_POOL_2D: TFLM's reference_integer_ops::MaxPool."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import MaxPool2D
from tinyedge.graph.types import Array, Graph

from .requantize import activation_range, quant_of
from .windows import padded_input, tap


def max_pool_2d(op: MaxPool2D, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] int8 or int16 -> the same of the same quantization; what is outside the image never
    wins."""
    output = graph.tensor(op.outputs[0])
    size, least = output.shape[1:3], int(np.iinfo(x.dtype).min)
    padded = padded_input(x, op.pad, op.window, op.stride, (1, 1), size, fill=least)
    largest = np.full((x.shape[0], *size, x.shape[3]), least, x.dtype)
    for row in range(op.window[0]):
        for column in range(op.window[1]):
            np.maximum(largest, tap(padded, row, column, op.stride, (1, 1), size), out=largest)
    low, high = activation_range(op.activation, quant_of(graph, op.outputs[0]), output.dtype)
    return np.clip(largest, low, high).astype(x.dtype)
