"""MUL."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import clamps, requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Mul
from tinyedge.graph.types import DType


def mul(site: Site, op: Mul) -> None:
    """The product of two differences to the zero point is requantized."""
    broadcasts(site, op)
    dtype = site.alike(DType.INT8, DType.INT16)
    centered(site)
    a, b = (site.quantized(number, dtype) for number in op.inputs)
    y = site.quantized(op.outputs[0], dtype)
    clamps(site, op.activation, y)
    largest = largest_offset(a, dtype) * largest_offset(b, dtype)
    requantizes(site, largest, a.scale * b.scale / y.scale, dtype=dtype)
