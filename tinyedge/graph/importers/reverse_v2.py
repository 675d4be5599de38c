"""REVERSE_V2."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Reverse


def reverse_v2(layer: Layer) -> Reverse:
    """inputs: the tensor, the axes, which TFLM wants to be neighbours."""
    inputs = layer.operands(2)
    rank = len(layer.tensors[inputs[0]].shape)
    values = layer.integers(inputs[1], "axes")
    given = [int(n) for n in values.ravel()]
    axes = sorted(axis % rank for axis in given if -rank <= axis < rank)
    if values.ndim != 1 or not axes or len(axes) != len(given):
        raise layer.error(f"has the axes {given} for a tensor of {rank} axes")
    if axes != list(range(axes[0], axes[0] + len(axes))):
        raise layer.error(
            f"reverses the axes {given}, where TFLite Micro takes neighbours",
            "reverse them one after the other",
        )
    return Reverse(inputs=inputs[:1], outputs=layer.result(), axes=tuple(axes))
