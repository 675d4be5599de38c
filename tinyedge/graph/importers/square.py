"""SQUARE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Square


def square(layer: Layer) -> Square:
    """inputs: the tensor."""
    return Square(inputs=layer.operands(1), outputs=layer.result())
