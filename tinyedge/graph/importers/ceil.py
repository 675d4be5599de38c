"""CEIL."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Ceil


def ceil(layer: Layer) -> Ceil:
    """inputs: the tensor."""
    return Ceil(inputs=layer.operands(1), outputs=layer.result())
