"""ARG_MIN."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import one_axis, refuse_int64
from tinyedge.graph.ops import ArgMin


def arg_min(layer: Layer) -> ArgMin:
    """inputs: the tensor, the axis."""
    refuse_int64(layer)
    return ArgMin(inputs=layer.operands(2), outputs=layer.result(), axis=one_axis(layer))
