"""SQUARED_DIFFERENCE."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import SquaredDifference
from tinyedge.graph.types import DType

LEFT_SHIFT = 7  # of both inputs, which are then halved; int16 is not shifted
_LARGEST_DIFFERENCE = 2 * 255 << (LEFT_SHIFT - 1)
_LARGEST_DIFFERENCE_OF_INT16 = 2 * 2**14


def squared_difference(site: Site, op: SquaredDifference) -> None:
    """The square fits int32 for any scales; back in the output's, it must, too."""
    broadcasts(site, op)
    dtype = site.alike(DType.INT8, DType.INT16)
    centered(site)
    a, b = (site.quantized(number, dtype) for number in op.inputs)
    y = site.quantized(op.outputs[0], dtype)
    twice_max = 2 * max(a.scale, b.scale)
    if dtype is DType.INT16:
        requantizes(site, _LARGEST_DIFFERENCE_OF_INT16**2, twice_max**2 / y.scale, dtype=dtype)
    else:
        requantizes(site, _LARGEST_DIFFERENCE**2, (twice_max / 2**LEFT_SHIFT) ** 2 / y.scale)
