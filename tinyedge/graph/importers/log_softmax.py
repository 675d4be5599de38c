"""LOG_SOFTMAX."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import LogSoftmax


def log_softmax(layer: Layer) -> LogSoftmax:
    """inputs: the tensor."""
    return LogSoftmax(inputs=layer.operands(1), outputs=layer.result())
