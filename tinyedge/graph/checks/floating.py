"""Operators that compute in float32, in the midst of int8 or throughout."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Op
from tinyedge.graph.types import DType


def one_float32(site: Site, op: Op) -> None:
    """Same shape; float32."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.dtype(op.inputs[0], DType.FLOAT32)
    site.dtype(op.outputs[0], DType.FLOAT32)


def two_float32(site: Site, op: Op) -> None:
    """All float32, broadcast."""
    broadcasts(site, op)
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.FLOAT32)
