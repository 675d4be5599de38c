"""UNPACK."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.UnpackOptions import UnpackOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Unpack


def unpack(layer: Layer) -> Unpack:
    """inputs: the tensor."""
    options = layer.options(UnpackOptions, BuiltinOptions.UnpackOptions)
    inputs = layer.operands(1)
    rank = len(layer.tensors[inputs[0]].shape)
    axis = options.Axis()
    if not -rank <= axis < rank or options.Num() != len(layer.raw.outputs):
        raise layer.error(f"gives {options.Num()} slices along axis {axis} of {rank} axes")
    return Unpack(inputs=inputs, outputs=layer.results(), axis=axis % rank)
