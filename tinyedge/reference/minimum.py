"""MINIMUM and MAXIMUM: TFLM's reference_ops::MaximumMinimumBroadcastSlow."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Maximum, Minimum
from tinyedge.graph.types import Array, Graph


def minimum(op: Minimum | Maximum, graph: Graph, a: Array, b: Array) -> Array:
    """The smaller, or the larger, of two values of one quantization, broadcast."""
    chosen: Array = np.minimum(a, b) if isinstance(op, Minimum) else np.maximum(a, b)
    return chosen
