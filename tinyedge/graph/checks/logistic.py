"""LOGISTIC."""

from __future__ import annotations

from tinyedge.graph.checks.saturating import saturates
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Logistic


def logistic(site: Site, op: Logistic) -> None:
    """The output lies in [0, 1)."""
    saturates(site, 1 / 256, -128)
