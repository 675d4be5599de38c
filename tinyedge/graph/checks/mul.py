"""MUL."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import clamps, requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Mul


def mul(site: Site, op: Mul) -> None:
    """The product of two differences to the zero point is requantized."""
    broadcasts(site, op)
    a, b = (site.int8(number) for number in op.inputs)
    y = site.int8(op.outputs[0])
    clamps(site, op.activation, y)
    requantizes(site, largest_offset(a) * largest_offset(b), a.scale * b.scale / y.scale)
