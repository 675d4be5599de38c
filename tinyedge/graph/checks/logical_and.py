"""LOGICAL_AND and LOGICAL_OR."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import LogicalAnd, LogicalOr
from tinyedge.graph.types import DType


def logical_and(site: Site, op: LogicalAnd | LogicalOr) -> None:
    """All bool."""
    broadcasts(site, op)
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.BOOL)
