"""MAXIMUM."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Maximum


def maximum(layer: Layer) -> Maximum:
    """inputs: two tensors."""
    return Maximum(inputs=layer.operands(2), outputs=layer.result())
