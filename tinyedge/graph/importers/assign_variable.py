"""ASSIGN_VARIABLE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import AssignVariable


def assign_variable(layer: Layer) -> AssignVariable:
    """inputs: the value; outputs: the variable, as ``graph/state.py`` put it there."""
    return AssignVariable(inputs=layer.operands(1), outputs=layer.result())
