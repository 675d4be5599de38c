"""COS."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Cos


def cos(layer: Layer) -> Cos:
    """inputs: the tensor."""
    return Cos(inputs=layer.operands(1), outputs=layer.result())
