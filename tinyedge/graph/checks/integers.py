"""ADD, SUB, MUL and DIV of int32 that is not quantized: numbers, not steps of a scale."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Add, Div, Mul, Sub
from tinyedge.graph.types import DType


def two_int32(site: Site, op: Add | Sub | Mul | Div) -> None:
    """All int32, broadcast; TFLM takes none but MUL with a scale, and divides by no 0."""
    broadcasts(site, op)
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.INT32)
        if site.tensor(number).quant is not None and not isinstance(op, Mul):
            raise site.error(f"{site.named(number)} is int32 and has a scale")
    divisor = site.tensor(op.inputs[1]).data
    if isinstance(op, Div) and divisor is not None and not divisor.all():
        raise site.error(f"{site.named(op.inputs[1])} holds a 0, by which it divides")
