"""LOGICAL_NOT."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import LogicalNot
from tinyedge.graph.types import DType


def logical_not(site: Site, op: LogicalNot) -> None:
    """Same shape; bool."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.dtype(op.inputs[0], DType.BOOL)
    site.dtype(op.outputs[0], DType.BOOL)
