"""CAST."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Cast


def cast(layer: Layer) -> Cast:
    """inputs: the tensor; the types are those of the tensors, the options are not looked at."""
    return Cast(inputs=layer.operands(1), outputs=layer.result())
