"""REDUCE_MAX and REDUCE_MIN."""

from __future__ import annotations

from tinyedge.graph.checks.reduction import reduces
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import ReduceMax, ReduceMin


def reduce_max(site: Site, op: ReduceMax | ReduceMin) -> None:
    """One quantization on both sides."""
    site.int8(op.inputs[0])
    site.int8(op.outputs[0])
    reduces(site, op)
    site.same_quantization(op.inputs[0])
