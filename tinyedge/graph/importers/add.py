"""ADD."""

from __future__ import annotations

from tflite.AddOptions import AddOptions
from tflite.BuiltinOptions import BuiltinOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Add


def add(layer: Layer) -> Add:
    """inputs: two tensors."""
    options = layer.options(AddOptions, BuiltinOptions.AddOptions)
    return Add(
        inputs=layer.operands(2),
        outputs=layer.result(),
        activation=layer.activation(options.FusedActivationFunction()),
    )
