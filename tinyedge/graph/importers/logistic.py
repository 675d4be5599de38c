"""LOGISTIC."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Logistic


def logistic(layer: Layer) -> Logistic:
    """inputs: the tensor."""
    return Logistic(inputs=layer.operands(1), outputs=layer.result())
