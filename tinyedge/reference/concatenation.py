"""CONCATENATION: TFLM's reference_ops::Concatenation."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Concatenation
from tinyedge.graph.types import Array, Graph


def concatenation(op: Concatenation, graph: Graph, *inputs: Array) -> Array:
    """The inputs joined along the axis; all have one quantization, so nothing is rescaled."""
    joined: Array = np.concatenate(inputs, axis=op.axis)
    return joined
