"""REDUCE_MAX and REDUCE_MIN: TFLM's reference_ops::ReduceGeneric."""

from __future__ import annotations

from tinyedge.graph.ops import ReduceMax, ReduceMin
from tinyedge.graph.types import Array, Graph


def reduce_max(op: ReduceMax | ReduceMin, graph: Graph, x: Array) -> Array:
    """int8 -> int8 with the axes gone, or of size 1, as the output's shape says."""
    picked: Array = x.max(axis=op.axes) if isinstance(op, ReduceMax) else x.min(axis=op.axes)
    return picked.reshape(graph.tensor(op.outputs[0]).shape)
