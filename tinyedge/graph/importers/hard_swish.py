"""HARD_SWISH."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import HardSwish


def hard_swish(layer: Layer) -> HardSwish:
    """inputs: the tensor."""
    return HardSwish(inputs=layer.operands(1), outputs=layer.result())
