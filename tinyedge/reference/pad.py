"""PAD: TFLM's reference_ops::Pad."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Pad
from tinyedge.graph.types import Array, Graph

from .operands import constant
from .requantize import quant_of


def pad_value(op: Pad, graph: Graph) -> int:
    """What is put around, as an int8 step."""
    if len(op.inputs) > 2:
        return int(constant(graph, op.inputs[2]).reshape(-1)[0])
    return quant_of(graph, op.outputs[0]).zero_point


def pad(op: Pad, graph: Graph, x: Array) -> Array:
    """x with the value, or the output's zero point, around it."""
    fill = pad_value(op, graph)
    return np.pad(x, list(zip(op.before, op.after, strict=True)), constant_values=fill)
