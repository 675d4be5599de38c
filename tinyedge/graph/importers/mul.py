"""MUL."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.MulOptions import MulOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Mul


def mul(layer: Layer) -> Mul:
    """inputs: two tensors."""
    options = layer.options(MulOptions, BuiltinOptions.MulOptions)
    return Mul(
        inputs=layer.operands(2),
        outputs=layer.result(),
        activation=layer.activation(options.FusedActivationFunction()),
    )
