"""LOGICAL_OR."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import LogicalOr


def logical_or(layer: Layer) -> LogicalOr:
    """inputs: two tensors."""
    return LogicalOr(inputs=layer.operands(2), outputs=layer.result())
