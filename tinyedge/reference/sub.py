"""SUB: TFLM's reference_ops::Sub of int8 and int16."""

from __future__ import annotations

from tinyedge.graph.ops import Sub
from tinyedge.graph.types import Array, Graph

from .add import add_parameters


def sub(op: Sub, graph: Graph, a: Array, b: Array) -> Array:
    """int8 - int8 -> int8, broadcast; likewise int16; as ADD, but for the sign."""
    return add_parameters(op, graph).apply(a, b, sign=-1)
