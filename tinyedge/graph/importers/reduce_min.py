"""REDUCE_MIN."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import reduced_axes
from tinyedge.graph.ops import ReduceMin


def reduce_min(layer: Layer) -> ReduceMin:
    """inputs: the tensor, the axes."""
    return ReduceMin(inputs=layer.operands(2), outputs=layer.result(), axes=reduced_axes(layer))
