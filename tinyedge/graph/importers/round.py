"""ROUND."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Round


def round_(layer: Layer) -> Round:
    """inputs: the tensor."""
    return Round(inputs=layer.operands(1), outputs=layer.result())
