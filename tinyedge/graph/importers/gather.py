"""GATHER."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.GatherOptions import GatherOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Gather


def gather(layer: Layer) -> Gather:
    """inputs: the tensor, the indices."""
    options = layer.options(GatherOptions, BuiltinOptions.GatherOptions)
    inputs = layer.operands(2)
    rank = len(layer.tensors[inputs[0]].shape)
    indices = layer.tensors[inputs[1]]
    axis, batch_axes = options.Axis(), options.BatchDims()
    axis += rank if axis < 0 else 0
    batch_axes += len(indices.shape) if batch_axes < 0 else 0
    if not 0 <= batch_axes <= axis < rank or batch_axes > len(indices.shape):
        raise layer.error(
            f"has axis {options.Axis()} and {options.BatchDims()} batch axes, for tensors of "
            f"{rank} and {len(indices.shape)} axes"
        )
    return Gather(inputs=inputs, outputs=layer.result(), axis=axis, batch_axes=batch_axes)
