"""ARG_MAX."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import one_axis, refuse_int64
from tinyedge.graph.ops import ArgMax


def arg_max(layer: Layer) -> ArgMax:
    """inputs: the tensor, the axis."""
    refuse_int64(layer)
    return ArgMax(inputs=layer.operands(2), outputs=layer.result(), axis=one_axis(layer))
