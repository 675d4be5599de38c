"""DEPTH_TO_SPACE."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import DepthToSpace


def depth_to_space(site: Site, op: DepthToSpace) -> None:
    """The channels hold whole blocks."""
    moves_as_is(site, 4)
    n, h, w, c = site.shape(op.inputs[0], 4)
    if c % op.block**2:
        raise site.error(f"blocks of {op.block} x {op.block} do not divide {c} channels")
    site.output_shape((n, h * op.block, w * op.block, c // op.block**2))
