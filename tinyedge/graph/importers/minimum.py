"""MINIMUM."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Minimum


def minimum(layer: Layer) -> Minimum:
    """inputs: two tensors."""
    return Minimum(inputs=layer.operands(2), outputs=layer.result())
