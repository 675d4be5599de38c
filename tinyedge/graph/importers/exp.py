"""EXP."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Exp


def exp(layer: Layer) -> Exp:
    """inputs: the tensor."""
    return Exp(inputs=layer.operands(1), outputs=layer.result())
