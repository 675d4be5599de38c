"""CONCATENATION."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.ConcatenationOptions import ConcatenationOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Activation, Concatenation


def concatenation(layer: Layer) -> Concatenation:
    """inputs: one tensor or more."""
    options = layer.options(ConcatenationOptions, BuiltinOptions.ConcatenationOptions)
    inputs = layer.operands(max(len(layer.raw.inputs), 1))
    rank = len(layer.tensors[inputs[0]].shape)
    axis = options.Axis()
    if not -rank <= axis < rank:
        raise layer.error(f"joins along axis {axis} tensors of {rank} axes")
    if layer.activation(options.FusedActivationFunction()) is not Activation.NONE:
        raise layer.error("has a fused activation", "TFLite Micro has none here: export without")
    return Concatenation(inputs=inputs, outputs=layer.result(), axis=axis % rank)
