"""MEAN and SUM."""

from __future__ import annotations

from tinyedge.graph.checks.reduction import reduces
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Mean, Sum
from tinyedge.graph.types import DType


def mean(site: Site, op: Mean | Sum) -> None:
    """The sum over the reduced axes fits int32, and so does what it becomes."""
    dtype = site.dtype(op.inputs[0], DType.INT8, DType.INT16)
    x, y = site.quantized(op.inputs[0], dtype), site.quantized(op.outputs[0], dtype)
    count = reduces(site, op)
    # TFLM divides by a multiplier of about 1/count, but shifts left by the scales' ratio first.
    requantizes(site, count * largest_offset(x, dtype), x.scale / y.scale, dtype=dtype)
