"""What operators that only move elements have in common."""

from __future__ import annotations

from tinyedge.graph.checks.site import FEWER_AXES, Site
from tinyedge.graph.ops import Op
from tinyedge.graph.precision import ALSO
from tinyedge.graph.types import DType


def moves_as_is(site: Site, largest_rank: int) -> None:
    """All tensors have one type, which TFLM's kernel takes, and one quantization if they have any:
    the values are moved as they are.

    The constants of the file are no inputs of such operators any more.
    """
    op = site.op
    of_one_type(site, *op.inputs, *op.outputs)
    for number in (*op.inputs, *op.outputs):
        rank = len(site.tensor(number).shape)
        if rank > largest_rank:
            raise site.error(f"{rank} axes, where TFLite Micro takes {largest_rank}", FEWER_AXES)
    for number in op.inputs:
        for output in op.outputs:
            moved_quantization(site, number, output)


def of_one_type(site: Site, first: int, *others: int) -> None:
    """Those tensors have one type, of those that ``precision.ALSO`` allows the operator."""
    dtype = site.dtype(first, *moved_types(site.op))
    for number in others:
        site.dtype(number, dtype)


def moved_types(op: Op) -> tuple[DType, ...]:
    """The types that the operator moves."""
    return (DType.INT8, *ALSO.get(op.kind_in_file, ()))


def moved_quantization(site: Site, number: int, output: int) -> None:
    """int8, and uint8 and int16 if they have one, have the quantization of that output."""
    x, y = site.tensor(number), site.tensor(output)
    if x.dtype is DType.INT8 or (
        x.dtype in (DType.UINT8, DType.INT16) and not x.quant is y.quant is None
    ):
        site.equal_quantization(number, output)
