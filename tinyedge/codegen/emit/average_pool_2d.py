"""AVERAGE_POOL_2D."""

from __future__ import annotations

from tinyedge.codegen.call import Call
from tinyedge.codegen.emit.pool import pool
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import AveragePool2D


def average_pool_2d(site: Site, op: AveragePool2D) -> Call:
    """As ``pool``."""
    return pool(site, op, "average_pool_2d")
