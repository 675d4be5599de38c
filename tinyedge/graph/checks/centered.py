"""Operators that TFLM computes in int16 only where every zero point is 0."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import DType


def centered(site: Site, *numbers: TensorId) -> None:
    """Those tensors of int16, all inputs and outputs if none are named, must have zero point 0."""
    for number in numbers or (*site.op.inputs, *site.op.outputs):
        if site.tensor(number).dtype is DType.INT16:
            zero_point = site.quantized(number, DType.INT16).zero_point
            if zero_point != 0:
                raise site.error(
                    f"{site.named(number)} has the zero point {zero_point}, where TFLite Micro "
                    "takes int16 with 0 alone"
                )
