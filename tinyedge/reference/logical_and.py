"""LOGICAL_AND, LOGICAL_OR and LOGICAL_NOT."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import LogicalAnd, LogicalNot, LogicalOr
from tinyedge.graph.types import Array, Graph


def logical_and(op: LogicalAnd | LogicalOr, graph: Graph, a: Array, b: Array) -> Array:
    """bool, bool -> bool, broadcast."""
    result: Array = np.logical_and(a, b) if isinstance(op, LogicalAnd) else np.logical_or(a, b)
    return np.asarray(result)


def logical_not(op: LogicalNot, graph: Graph, x: Array) -> Array:
    """bool -> bool."""
    return np.asarray(np.logical_not(x))
