"""SUM."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import reduced_axes
from tinyedge.graph.ops import Sum


def sum_(layer: Layer) -> Sum:
    """inputs: the tensor, the axes."""
    return Sum(inputs=layer.operands(2), outputs=layer.result(), axes=reduced_axes(layer))
