"""RELU."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Relu


def relu(layer: Layer) -> Relu:
    """inputs: the tensor."""
    return Relu(inputs=layer.operands(1), outputs=layer.result())
