"""MEAN."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import reduced_axes
from tinyedge.graph.ops import Mean


def mean(layer: Layer) -> Mean:
    """inputs: the tensor, the axes."""
    return Mean(inputs=layer.operands(2), outputs=layer.result(), axes=reduced_axes(layer))
