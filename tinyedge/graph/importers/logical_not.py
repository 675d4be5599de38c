"""LOGICAL_NOT."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import LogicalNot


def logical_not(layer: Layer) -> LogicalNot:
    """inputs: the tensor."""
    return LogicalNot(inputs=layer.operands(1), outputs=layer.result())
