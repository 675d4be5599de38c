"""STRIDED_SLICE and SLICE."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import StridedSlice

LARGEST_RANK = {"STRIDED_SLICE": 4, "SLICE": 5}  # of TFLM's kernels


def strided_slice(site: Site, op: StridedSlice) -> None:
    """What is taken lies in the input; the output has its sizes, some of those of 1 left out."""
    shape = site.tensor(op.inputs[0]).shape
    moves_as_is(site, LARGEST_RANK[op.tflite_kind])
    for first, step, count, size in zip(op.begin, op.strides, op.sizes, shape, strict=True):
        last = first + (count - 1) * step
        if count < 1 or not (0 <= first < size and 0 <= last < size):
            raise site.error(
                f"takes {list(op.sizes)} from {list(op.begin)} by {list(op.strides)} "
                f"of a tensor {list(shape)}"
            )
    wanted = site.tensor(op.outputs[0]).shape
    if [n for n in wanted if n != 1] != [n for n in op.sizes if n != 1]:
        raise site.error(f"the output is {list(wanted)}, where {list(op.sizes)} follows")
