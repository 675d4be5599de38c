"""Operators that compute in several types, and are another matter in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Op
from tinyedge.graph.types import DType

Check = Callable[[Site, Any], None]


def by_type(checks: Mapping[DType, Check]) -> Check:
    """The check of an operator that computes in any of these types; its first input says which."""

    def check(site: Site, op: Op) -> None:
        checks[site.dtype(op.inputs[0], *checks)](site, op)

    return check
