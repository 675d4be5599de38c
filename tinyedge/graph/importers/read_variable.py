"""READ_VARIABLE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import ReadVariable


def read_variable(layer: Layer) -> ReadVariable:
    """inputs: the variable, which ``graph/state.py`` put in the place of its handle."""
    return ReadVariable(inputs=layer.operands(1), outputs=layer.result())
