"""SELECT_V2."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Select
from tinyedge.graph.types import DType


def select_v2(site: Site, op: Select) -> None:
    """The values are moved as they are: one quantization for all."""
    broadcasts(site, op)
    condition, *values = op.inputs
    site.dtype(condition, DType.BOOL)
    for number in (*values, *op.outputs):
        site.dtype(number, DType.INT8)
    for number in values:
        site.same_quantization(number)
