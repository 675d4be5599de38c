"""ZEROS_LIKE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import ZerosLike


def zeros_like(layer: Layer) -> ZerosLike:
    """inputs: the tensor."""
    return ZerosLike(inputs=layer.operands(1), outputs=layer.result())
