"""What operators along axes have in common: which axes these are."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.types import DType


def reduced_axes(layer: Layer) -> tuple[int, ...]:
    """Input 1, as axes in [0, rank), ascending, each once.

    Whether they are kept, with size 1, follows from the output's shape.
    """
    inputs = layer.operands(2)
    rank = len(layer.tensors[inputs[0]].shape)
    given = [int(axis) for axis in layer.integers(inputs[1], "axes").ravel()]
    if not given or not all(-rank <= axis < rank for axis in given):
        raise layer.error(f"has the axes {given} for a tensor of {rank} axes")
    return tuple(sorted({axis % rank for axis in given}))


def one_axis(layer: Layer) -> int:
    """Input 1, a single axis, in [0, rank)."""
    inputs = layer.operands(2)
    rank = len(layer.tensors[inputs[0]].shape)
    given = [int(axis) for axis in layer.integers(inputs[1], "axis").ravel()]
    if len(given) != 1 or not -rank <= given[0] < rank:
        raise layer.error(f"has the axis {given} for a tensor of {rank} axes")
    return given[0] % rank


def refuse_int64(layer: Layer) -> None:
    """ModelError for an output that is int64: TFLM counts in int32."""
    if layer.tensors[layer.result()[0]].dtype is DType.INT64:
        raise layer.error(
            "gives int64, where TFLite Micro gives int32", "export it with output_type=tf.int32"
        )
