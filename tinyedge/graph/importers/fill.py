"""FILL."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import BroadcastTo


def fill(layer: Layer) -> BroadcastTo:
    """inputs: the shape, which the output has, and the value, which TFLM wants to be a scalar."""
    shape, value = layer.operands(2)
    result = layer.result()
    given = layer.integers(shape, "shape")
    if given.ndim != 1 or tuple(given) != layer.tensors[result[0]].shape:
        raise layer.error(f"has the shape {given.tolist()} for another output")
    layer.shape(value, 0)
    return BroadcastTo(inputs=(value,), outputs=result, tflite_kind="FILL")
