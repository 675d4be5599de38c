"""FULLY_CONNECTED."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.FullyConnectedOptions import FullyConnectedOptions
from tflite.FullyConnectedOptionsWeightsFormat import FullyConnectedOptionsWeightsFormat
from tflite.TensorType import TensorType

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import FullyConnected


def fully_connected(layer: Layer) -> FullyConnected:
    """inputs: the tensor, the weights, the bias or -1."""
    options = layer.options(FullyConnectedOptions, BuiltinOptions.FullyConnectedOptions)
    if options.WeightsFormat() != FullyConnectedOptionsWeightsFormat.DEFAULT:
        raise layer.error("has shuffled weights", "export it with weights in the default format")
    return FullyConnected(
        inputs=layer.operands(2, optional=1),
        outputs=layer.result(),
        activation=layer.activation(options.FusedActivationFunction()),
        wide_sums=options.QuantizedBiasType() != TensorType.INT32,
    )
