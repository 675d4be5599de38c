"""SUB."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.SubOptions import SubOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Sub


def sub(layer: Layer) -> Sub:
    """inputs: two tensors; the second is taken from the first."""
    options = layer.options(SubOptions, BuiltinOptions.SubOptions)
    return Sub(
        inputs=layer.operands(2),
        outputs=layer.result(),
        activation=layer.activation(options.FusedActivationFunction()),
    )
