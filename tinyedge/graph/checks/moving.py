"""What operators that only move elements have in common."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.types import DType

MOVED = (DType.INT8, DType.FLOAT32)


def moves_as_is(site: Site, largest_rank: int) -> None:
    """All tensors have one type and, if int8, one quantization: TFLM moves the values as they are.

    The constants of the file are no inputs of such operators any more.
    """
    op = site.op
    dtype = site.dtype(op.inputs[0], *MOVED)
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, dtype)
        rank = len(site.tensor(number).shape)
        if rank > largest_rank:
            raise site.error(f"{rank} axes, where TFLite Micro takes {largest_rank}")
    if dtype is DType.INT8:
        for number in op.inputs:
            for output in op.outputs:
                site.equal_quantization(number, output)
