"""RESHAPE, SQUEEZE and EXPAND_DIMS, which all give a view."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Reshape


def reshape(layer: Layer) -> Reshape:
    """inputs: the tensor. The shape comes from the output: a second operand is not read."""
    inputs = layer.operands(1, optional=1)
    return Reshape(inputs=inputs[:1], outputs=layer.result(), tflite_kind=layer.raw.kind)
