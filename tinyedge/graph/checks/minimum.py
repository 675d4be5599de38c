"""MINIMUM and MAXIMUM."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Maximum, Minimum
from tinyedge.graph.types import DType


def minimum_int32(site: Site, op: Minimum | Maximum) -> None:
    """All int32."""
    broadcasts(site, op)
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.INT32)


def minimum(site: Site, op: Minimum | Maximum) -> None:
    """Values are compared as they are: one type and quantization for all."""
    broadcasts(site, op)
    site.alike(DType.INT8, DType.INT16)
    for number in op.inputs:
        site.same_quantization(number)
