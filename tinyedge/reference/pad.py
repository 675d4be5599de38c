"""PAD: TFLM's reference_ops::Pad."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Pad
from tinyedge.graph.types import Array, Graph

from .requantize import quant_of


def pad(op: Pad, graph: Graph, x: Array) -> Array:
    """x with the output's zero point around it."""
    fill = quant_of(graph, op.outputs[0]).zero_point
    return np.pad(x, list(zip(op.before, op.after, strict=True)), constant_values=fill)
