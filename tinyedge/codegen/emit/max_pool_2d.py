"""MAX_POOL_2D."""

from __future__ import annotations

from tinyedge.codegen.call import Call
from tinyedge.codegen.emit.pool import pool
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import MaxPool2D


def max_pool_2d(site: Site, op: MaxPool2D) -> Call:
    """As ``pool``."""
    return pool(site, op, "max_pool_2d")
