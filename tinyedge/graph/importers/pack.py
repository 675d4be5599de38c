"""PACK."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.PackOptions import PackOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Pack


def pack(layer: Layer) -> Pack:
    """inputs: one tensor or more, of one shape."""
    options = layer.options(PackOptions, BuiltinOptions.PackOptions)
    inputs = layer.operands(max(len(layer.raw.inputs), 1))
    rank = len(layer.tensors[inputs[0]].shape) + 1
    axis = options.Axis()
    if not -rank <= axis < rank or options.ValuesCount() != len(inputs):
        raise layer.error(f"stacks {options.ValuesCount()} of {len(inputs)} along axis {axis}")
    return Pack(inputs=inputs, outputs=layer.result(), axis=axis % rank)
