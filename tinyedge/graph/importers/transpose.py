"""TRANSPOSE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Transpose


def transpose(layer: Layer) -> Transpose:
    """inputs: the tensor, the permutation."""
    inputs = layer.operands(2)
    rank = len(layer.tensors[inputs[0]].shape)
    given = [int(n) for n in layer.integers(inputs[1], "permutation").ravel()]
    axes = [axis % rank if -rank <= axis < rank else -1 for axis in given]
    if sorted(axes) != list(range(rank)):
        raise layer.error(f"has the permutation {given} for a tensor of {rank} axes")
    return Transpose(inputs=inputs[:1], outputs=layer.result(), permutation=tuple(axes))
