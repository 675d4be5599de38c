"""ABS."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Abs


def abs_(layer: Layer) -> Abs:
    """inputs: the tensor."""
    return Abs(inputs=layer.operands(1), outputs=layer.result())
