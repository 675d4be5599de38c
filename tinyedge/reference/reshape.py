"""RESHAPE, SQUEEZE and EXPAND_DIMS: the same elements in the output's shape."""

from __future__ import annotations

from tinyedge.graph.ops import Reshape
from tinyedge.graph.types import Array, Graph


def reshape(op: Reshape, graph: Graph, x: Array) -> Array:
    """A view of x."""
    return x.reshape(graph.tensor(op.outputs[0]).shape)
