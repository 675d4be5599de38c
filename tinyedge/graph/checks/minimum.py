"""MINIMUM and MAXIMUM."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Maximum, Minimum


def minimum(site: Site, op: Minimum | Maximum) -> None:
    """Values are compared as they are: one quantization for all."""
    broadcasts(site, op)
    for number in op.inputs:
        site.same_quantization(number)
