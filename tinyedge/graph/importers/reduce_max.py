"""REDUCE_MAX."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import reduced_axes
from tinyedge.graph.ops import ReduceMax


def reduce_max(layer: Layer) -> ReduceMax:
    """inputs: the tensor, the axes."""
    return ReduceMax(inputs=layer.operands(2), outputs=layer.result(), axes=reduced_axes(layer))
