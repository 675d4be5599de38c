"""SQRT."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Sqrt


def sqrt(layer: Layer) -> Sqrt:
    """inputs: the tensor."""
    return Sqrt(inputs=layer.operands(1), outputs=layer.result())
