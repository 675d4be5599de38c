"""SOFTMAX."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.SoftmaxOptions import SoftmaxOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Softmax


def softmax(layer: Layer) -> Softmax:
    """inputs: the tensor."""
    options = layer.options(SoftmaxOptions, BuiltinOptions.SoftmaxOptions)
    return Softmax(inputs=layer.operands(1), outputs=layer.result(), beta=options.Beta())
