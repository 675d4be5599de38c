"""BROADCAST_TO."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import BroadcastTo


def broadcast_to(layer: Layer) -> BroadcastTo:
    """inputs: the tensor, the shape, which the output has."""
    inputs = layer.operands(2)
    return BroadcastTo(inputs=inputs[:1], outputs=layer.result())
