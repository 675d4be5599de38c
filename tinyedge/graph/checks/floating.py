"""Operators that compute in float32, in the midst of int8 or throughout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Op
from tinyedge.graph.types import DType

Check = Callable[[Site, Any], None]


def or_float32(int8: Check, float32: Check) -> Check:
    """The check of an operator that computes in either; the output says in which."""

    def check(site: Site, op: Op) -> None:
        is_float = site.tensor(op.outputs[0]).dtype is DType.FLOAT32
        (float32 if is_float else int8)(site, op)

    return check


def one_float32(site: Site, op: Op) -> None:
    """Same shape; float32."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.dtype(op.inputs[0], DType.FLOAT32)
    site.dtype(op.outputs[0], DType.FLOAT32)


def two_float32(site: Site, op: Op) -> None:
    """All float32, broadcast."""
    broadcasts(site, op)
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.FLOAT32)
