"""TANH."""

from __future__ import annotations

from tinyedge.graph.checks.saturating import saturates
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Tanh


def tanh(site: Site, op: Tanh) -> None:
    """The output lies in [-1, 1)."""
    saturates(site, 1 / 128, 0)
