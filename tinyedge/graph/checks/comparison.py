"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Comparison
from tinyedge.graph.types import DType


def comparison(site: Site, op: Comparison) -> None:
    """int8 of any two quantizations; TFLM multiplies each by its scale, and aborts from 1 on."""
    broadcasts(site, op)
    for number in op.inputs:
        scale = site.int8(number).scale
        if scale >= 1:
            raise site.error(f"{site.named(number)} has the scale {scale:g}, not below 1")
    site.dtype(op.outputs[0], DType.BOOL)
