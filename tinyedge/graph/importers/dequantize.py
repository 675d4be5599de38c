"""DEQUANTIZE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Dequantize


def dequantize(layer: Layer) -> Dequantize:
    """inputs: the tensor."""
    return Dequantize(inputs=layer.operands(1), outputs=layer.result())
