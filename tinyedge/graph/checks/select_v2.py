"""SELECT_V2 and IF."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.moving import moved_quantization, of_one_type
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Select
from tinyedge.graph.types import DType


def select_v2(site: Site, op: Select) -> None:
    """The values are moved as they are: one type and quantization for all."""
    broadcasts(site, op)
    condition, *values = op.inputs
    site.dtype(condition, DType.BOOL)
    of_one_type(site, *values, *op.outputs)
    for number in values:
        moved_quantization(site, number, op.outputs[0])
