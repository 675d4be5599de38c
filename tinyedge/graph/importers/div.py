"""DIV."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.DivOptions import DivOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Div


def div(layer: Layer) -> Div:
    """inputs: two tensors; the first is divided by the second."""
    options = layer.options(DivOptions, BuiltinOptions.DivOptions)
    return Div(
        inputs=layer.operands(2),
        outputs=layer.result(),
        activation=layer.activation(options.FusedActivationFunction()),
    )
