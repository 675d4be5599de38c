"""RESIZE_NEAREST_NEIGHBOR."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.resizing import resizes
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import ResizeNearestNeighbor


def resize_nearest_neighbor(site: Site, op: ResizeNearestNeighbor) -> None:
    """Elements are repeated or left out."""
    moves_as_is(site, 4)
    resizes(site)
