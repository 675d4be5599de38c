"""LOGICAL_AND."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import LogicalAnd


def logical_and(layer: Layer) -> LogicalAnd:
    """inputs: two tensors."""
    return LogicalAnd(inputs=layer.operands(2), outputs=layer.result())
