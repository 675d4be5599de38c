"""RELU6: TFLM's Relu6Quantized."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Relu6
from tinyedge.graph.types import Graph

from .fixedpoint import Int64
from .requantize import quant_of, quantize_real


def relu6(op: Relu6, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 or int16 value in x: a clamp by the input's quantization, nothing
    else."""
    return np.clip(x, *relu6_range(op, graph))


def relu6_range(op: Relu6, graph: Graph) -> tuple[int, int]:
    """The zero point, and six in steps or the largest of the type."""
    quant = quant_of(graph, op.inputs[0])
    largest = int(np.iinfo(graph.tensor(op.inputs[0]).dtype.numpy).max)
    return quant.zero_point, min(largest, quantize_real(6.0, quant))
