"""SUB."""

from __future__ import annotations

from tinyedge.graph.checks.add import adds
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Sub


def sub(site: Site, op: Sub) -> None:
    """As ADD."""
    adds(site, op)
