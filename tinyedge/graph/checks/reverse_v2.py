"""REVERSE_V2."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Reverse


def reverse_v2(site: Site, op: Reverse) -> None:
    """Same shape, in which the axes are."""
    moves_as_is(site, 6)
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape(shape)
    if not op.axes or not all(0 <= axis < len(shape) for axis in op.axes):
        raise site.error(f"axes {list(op.axes)} of a tensor of {len(shape)} axes")
