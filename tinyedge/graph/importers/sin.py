"""SIN."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Sin


def sin(layer: Layer) -> Sin:
    """inputs: the tensor."""
    return Sin(inputs=layer.operands(1), outputs=layer.result())
