"""TANH."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Tanh


def tanh(layer: Layer) -> Tanh:
    """inputs: the tensor."""
    return Tanh(inputs=layer.operands(1), outputs=layer.result())
