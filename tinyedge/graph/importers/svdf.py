"""SVDF."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.SVDFOptions import SVDFOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Svdf


def svdf(layer: Layer) -> Svdf:
    """inputs: the tensor, the feature and the time weights, the bias, the state."""
    options = layer.options(SVDFOptions, BuiltinOptions.SVDFOptions)
    inputs = layer.raw.inputs
    if len(inputs) == 5 and inputs[3] == -1:
        raise layer.error("has no bias, without which TFLite Micro ends", "export it with a bias")
    operands = layer.operands(5)
    return Svdf(
        inputs=operands,
        outputs=(*layer.result(), operands[4]),
        activation=layer.activation(options.FusedActivationFunction()),
        rank=int(options.Rank()),
    )
