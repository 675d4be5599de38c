"""MEAN."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Mean


def mean(layer: Layer) -> Mean:
    """inputs: the tensor, the axes. Whether axes are kept follows from the output's shape."""
    inputs = layer.operands(2)
    rank = len(layer.tensors[inputs[0]].shape)
    given = [int(axis) for axis in layer.integers(inputs[1], "axes").ravel()]
    if not given or not all(-rank <= axis < rank for axis in given):
        raise layer.error(f"has the axes {given} for a tensor of {rank} axes")
    axes = tuple(sorted({axis % rank for axis in given}))
    return Mean(inputs=inputs, outputs=layer.result(), axes=axes)
