"""L2_NORMALIZATION."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.L2NormOptions import L2NormOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Activation, L2Normalization


def l2_normalization(layer: Layer) -> L2Normalization:
    """inputs: the tensor."""
    options = layer.options(L2NormOptions, BuiltinOptions.L2NormOptions)
    activation = layer.activation(options.FusedActivationFunction())
    if activation is not Activation.NONE:
        raise layer.error(
            f"has the fused activation {activation.value}, which TFLite Micro refuses"
        )
    return L2Normalization(inputs=layer.operands(1), outputs=layer.result())
