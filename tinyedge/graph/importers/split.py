"""SPLIT and SPLIT_V."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Split, TensorId


def split(layer: Layer) -> Split:
    """inputs: the axis, the tensor. The sizes follow from the outputs."""
    axis, tensor = layer.operands(2)
    return _split(layer, tensor, axis)


def split_v(layer: Layer) -> Split:
    """inputs: the tensor, the sizes, the axis. The outputs say the sizes, too."""
    tensor, _, axis = layer.operands(3)
    return _split(layer, tensor, axis)


def _split(layer: Layer, tensor: TensorId, axis: TensorId) -> Split:
    rank = len(layer.tensors[tensor].shape)
    given = [int(n) for n in layer.integers(axis, "axis").ravel()]
    if len(given) != 1 or not -rank <= given[0] < rank:
        raise layer.error(f"splits along axis {given} a tensor of {rank} axes")
    return Split(
        inputs=(tensor,),
        outputs=layer.results(),
        axis=given[0] % rank,
        tflite_kind=layer.raw.kind,
    )
