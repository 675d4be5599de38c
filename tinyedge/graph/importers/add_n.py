"""ADD_N."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import AddN


def add_n(layer: Layer) -> AddN:
    """inputs: two or more tensors."""
    inputs = layer.raw.inputs
    if len(inputs) < 2 or -1 in inputs:
        raise layer.error(f"has the inputs {list(inputs)}")
    return AddN(inputs=inputs, outputs=layer.result())
