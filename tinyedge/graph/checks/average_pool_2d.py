"""AVERAGE_POOL_2D."""

from __future__ import annotations

from tinyedge.graph.checks.pool import pools
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import AveragePool2D

LARGEST_WINDOW = 2**24 - 1  # elements: 128 of each, and half their number, fit int32


def average_pool_2d(site: Site, op: AveragePool2D) -> None:
    """As ``pools``; the sum over a window must fit int32."""
    pools(site, op)
    if op.window[0] * op.window[1] > LARGEST_WINDOW:
        raise site.error(f"a window of {op.window[0]} x {op.window[1]} elements is too large")
