"""STRIDED_SLICE."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.StridedSliceOptions import StridedSliceOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import StridedSlice


def strided_slice(layer: Layer) -> StridedSlice:
    """inputs: the tensor, begin, end, strides; the masks say which of them are left out."""
    options = layer.options(StridedSliceOptions, BuiltinOptions.StridedSliceOptions)
    inputs = layer.operands(4)
    shape = layer.tensors[inputs[0]].shape
    begin, end, strides = (
        [int(n) for n in layer.integers(number, what).ravel()]
        for number, what in zip(inputs[1:], ("begin", "end", "strides"), strict=True)
    )
    if options.EllipsisMask() or options.NewAxisMask():
        raise layer.error(
            "has an ellipsis or a new axis, which TFLite Micro does not take",
            "write the slice out for every axis, and reshape afterwards",
        )
    if not len(begin) == len(end) == len(strides) == len(shape) or 0 in strides:
        raise layer.error(f"takes {begin} to {end} by {strides} of a tensor {list(shape)}")
    first, sizes = [], []
    for axis, size in enumerate(shape):
        bit = 1 << axis
        from_, step = begin[axis], strides[axis]
        lowest, highest = (0, size) if step > 0 else (-1, size - 1)
        start = (
            (0 if step > 0 else size - 1)
            if options.BeginMask() & bit
            else (min(max(from_ + size if from_ < 0 else from_, lowest), highest))
        )
        if options.ShrinkAxisMask() & bit:
            stop = start + 1
            step = strides[axis] = 1
        elif options.EndMask() & bit:
            stop = size if step > 0 else -1
        else:
            to = end[axis]
            stop = min(max(to + size if to < 0 else to, lowest), highest)
        first.append(start)
        sizes.append(max(-((start - stop) // step), 0))
    return StridedSlice(
        inputs=inputs[:1],
        outputs=layer.result(),
        begin=tuple(first),
        strides=tuple(strides),
        sizes=tuple(sizes),
    )
