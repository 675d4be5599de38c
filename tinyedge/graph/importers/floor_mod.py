"""FLOOR_MOD."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import FloorMod


def floor_mod(layer: Layer) -> FloorMod:
    """inputs: two tensors; the first is divided by the second."""
    return FloorMod(inputs=layer.operands(2), outputs=layer.result())
