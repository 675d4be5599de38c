"""RELU6."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Relu6


def relu6(layer: Layer) -> Relu6:
    """inputs: the tensor."""
    return Relu6(inputs=layer.operands(1), outputs=layer.result())
