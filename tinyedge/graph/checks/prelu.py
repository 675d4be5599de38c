"""PRELU."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Prelu


def prelu(site: Site, op: Prelu) -> None:
    """x and, where it is negative, its product with the slope are requantized."""
    broadcasts(site, op)
    x, slope = (site.int8(number) for number in op.inputs)
    y = site.int8(op.outputs[0])
    requantizes(site, largest_offset(x), x.scale / y.scale)
    requantizes(site, largest_offset(x) * largest_offset(slope), x.scale * slope.scale / y.scale)
