"""RSQRT."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Rsqrt


def rsqrt(layer: Layer) -> Rsqrt:
    """inputs: the tensor."""
    return Rsqrt(inputs=layer.operands(1), outputs=layer.result())
