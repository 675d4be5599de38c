"""RELU6: TFLM's Relu6Quantized."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Relu6
from tinyedge.graph.types import Graph

from .fixedpoint import Int64
from .requantize import quant_of, quantize_real


def relu6(op: Relu6, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x: a clamp by the input's quantization, nothing else."""
    quant = quant_of(graph, op.inputs[0])
    return np.clip(x, quant.zero_point, min(127, quantize_real(6.0, quant)))
