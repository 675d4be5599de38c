"""LOG."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Log


def log(layer: Layer) -> Log:
    """inputs: the tensor."""
    return Log(inputs=layer.operands(1), outputs=layer.result())
