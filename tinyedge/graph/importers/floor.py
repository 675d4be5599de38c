"""FLOOR."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Floor


def floor(layer: Layer) -> Floor:
    """inputs: the tensor."""
    return Floor(inputs=layer.operands(1), outputs=layer.result())
