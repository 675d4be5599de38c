"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Comparison
from tinyedge.graph.precision import ALSO
from tinyedge.graph.types import DType


def exact_comparison(site: Site, op: Comparison) -> None:
    """int32, float32 or bool, compared as they are; TFLM has bool in EQUAL and NOT_EQUAL alone."""
    broadcasts(site, op)
    dtype = site.dtype(op.inputs[0], DType.INT8, *ALSO[op.kind])
    site.dtype(op.inputs[1], dtype)
    site.dtype(op.outputs[0], DType.BOOL)


def comparison(site: Site, op: Comparison) -> None:
    """int8 of any two quantizations; TFLM multiplies each by its scale, and aborts from 1 on."""
    broadcasts(site, op)
    for number in op.inputs:
        scale = site.int8(number).scale
        if scale >= 1:
            raise site.error(f"{site.named(number)} has the scale {scale:g}, not below 1")
    site.dtype(op.outputs[0], DType.BOOL)
