"""GATHER_ND."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import GatherNd


def gather_nd(layer: Layer) -> GatherNd:
    """inputs: the tensor, the indices."""
    inputs = layer.operands(2)
    layer.integers(inputs[1], "indices")
    return GatherNd(inputs=inputs, outputs=layer.result())
