"""SQUARED_DIFFERENCE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import SquaredDifference


def squared_difference(layer: Layer) -> SquaredDifference:
    """inputs: two tensors."""
    return SquaredDifference(inputs=layer.operands(2), outputs=layer.result())
