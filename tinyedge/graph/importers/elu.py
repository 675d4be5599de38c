"""ELU."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Elu


def elu(layer: Layer) -> Elu:
    """inputs: the tensor."""
    return Elu(inputs=layer.operands(1), outputs=layer.result())
