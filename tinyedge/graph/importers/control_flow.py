"""What ``graph/control_flow.py`` leaves of IF and WHILE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Reshape, Select


def if_(layer: Layer) -> Select | Reshape:
    """inputs: the condition and what each branch gives; or what the only branch gives."""
    if len(layer.raw.inputs) == 1:
        return Reshape(inputs=layer.operands(1), outputs=layer.result(), tflite_kind="IF")
    return Select(inputs=layer.operands(3), outputs=layer.result(), tflite_kind="IF")


def while_(layer: Layer) -> Reshape:
    """inputs: what the last round gives."""
    return Reshape(inputs=layer.operands(1), outputs=layer.result(), tflite_kind="WHILE")
