"""QUANTIZE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Quantize


def quantize(layer: Layer) -> Quantize:
    """inputs: the tensor."""
    return Quantize(inputs=layer.operands(1), outputs=layer.result())
