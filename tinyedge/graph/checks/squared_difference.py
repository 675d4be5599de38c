"""SQUARED_DIFFERENCE."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import SquaredDifference

LEFT_SHIFT = 7  # of both inputs, which are then halved
_LARGEST_DIFFERENCE = 2 * 255 << (LEFT_SHIFT - 1)


def squared_difference(site: Site, op: SquaredDifference) -> None:
    """The square fits int32 for any scales; back in the output's, it must, too."""
    broadcasts(site, op)
    a, b = (site.int8(number) for number in op.inputs)
    y = site.int8(op.outputs[0])
    unit = 2 * max(a.scale, b.scale) / 2**LEFT_SHIFT
    requantizes(site, _LARGEST_DIFFERENCE**2, unit**2 / y.scale)
