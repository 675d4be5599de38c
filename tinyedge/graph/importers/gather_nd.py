"""GATHER_ND."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import GatherNd


def gather_nd(layer: Layer) -> GatherNd:
    """inputs: the tensor, the indices."""
    return GatherNd(inputs=layer.operands(2), outputs=layer.result())
