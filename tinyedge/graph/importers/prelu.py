"""PRELU."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Prelu


def prelu(layer: Layer) -> Prelu:
    """inputs: the tensor, the slopes."""
    return Prelu(inputs=layer.operands(2), outputs=layer.result())
