"""LEAKY_RELU."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.LeakyReluOptions import LeakyReluOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import LeakyRelu


def leaky_relu(layer: Layer) -> LeakyRelu:
    """inputs: the tensor."""
    options = layer.options(LeakyReluOptions, BuiltinOptions.LeakyReluOptions)
    return LeakyRelu(inputs=layer.operands(1), outputs=layer.result(), alpha=options.Alpha())
