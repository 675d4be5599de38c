"""SELECT_V2."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Select


def select_v2(layer: Layer) -> Select:
    """inputs: the condition, what is taken where it is true, and what elsewhere."""
    return Select(inputs=layer.operands(3), outputs=layer.result())
