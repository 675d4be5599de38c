"""SPACE_TO_DEPTH."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import SpaceToDepth


def space_to_depth(site: Site, op: SpaceToDepth) -> None:
    """Rows and columns come in whole blocks."""
    moves_as_is(site, 4)
    n, h, w, c = site.shape(op.inputs[0], 4)
    if h % op.block or w % op.block:
        raise site.error(f"blocks of {op.block} do not divide {h} x {w}")
    site.output_shape((n, h // op.block, w // op.block, c * op.block**2))
