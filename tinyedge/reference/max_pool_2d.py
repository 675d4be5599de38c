"""MAX_POOL_2D: TFLM's reference_integer_ops::MaxPool."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import MaxPool2D
from tinyedge.graph.types import Array, Graph

from .requantize import activation_range, quant_of
from .windows import padded_input, tap


def max_pool_2d(op: MaxPool2D, graph: Graph, x: Array) -> NDArray[np.int8]:
    """[N,H,W,C] int8 -> int8 of the same quantization; what is outside the image never wins."""
    size = graph.tensor(op.outputs[0]).shape[1:3]
    padded = padded_input(x, op.pad, op.window, op.stride, (1, 1), size, fill=-128)
    largest = np.full((x.shape[0], *size, x.shape[3]), -128, np.int8)
    for row in range(op.window[0]):
        for column in range(op.window[1]):
            np.maximum(largest, tap(padded, row, column, op.stride, (1, 1), size), out=largest)
    low, high = activation_range(op.activation, quant_of(graph, op.outputs[0]))
    return np.clip(largest, low, high).astype(np.int8)
