"""SLICE."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import StridedSlice


def slice_(layer: Layer) -> StridedSlice:
    """inputs: the tensor, begin, size; a size of -1 is all that is left."""
    inputs = layer.operands(3)
    shape = layer.tensors[inputs[0]].shape
    begin = [int(n) for n in layer.integers(inputs[1], "begin").ravel()]
    sizes = [int(n) for n in layer.integers(inputs[2], "sizes").ravel()]
    if not len(begin) == len(sizes) == len(shape):
        raise layer.error(f"takes {sizes} from {begin} of a tensor {list(shape)}")
    taken = [
        whole - first if size == -1 else size
        for first, size, whole in zip(begin, sizes, shape, strict=True)
    ]
    return StridedSlice(
        inputs=inputs[:1],
        outputs=layer.result(),
        begin=tuple(begin),
        strides=(1,) * len(shape),
        sizes=tuple(taken),
        tflite_kind="SLICE",
    )
