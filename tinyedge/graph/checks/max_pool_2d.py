"""MAX_POOL_2D."""

from __future__ import annotations

from tinyedge.graph.checks.pool import pools
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import MaxPool2D


def max_pool_2d(site: Site, op: MaxPool2D) -> None:
    """As ``pools``."""
    pools(site, op)
