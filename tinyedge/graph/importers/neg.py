"""NEG."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Neg


def neg(layer: Layer) -> Neg:
    """inputs: the tensor."""
    return Neg(inputs=layer.operands(1), outputs=layer.result())
