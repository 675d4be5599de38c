"""FLOOR_DIV."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import FloorDiv


def floor_div(layer: Layer) -> FloorDiv:
    """inputs: two tensors; the first is divided by the second."""
    return FloorDiv(inputs=layer.operands(2), outputs=layer.result())
