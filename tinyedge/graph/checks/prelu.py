"""PRELU."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Prelu
from tinyedge.graph.types import DType


def prelu(site: Site, op: Prelu) -> None:
    """x and, where it is negative, its product with the slope, which always is int8, are
    requantized."""
    broadcasts(site, op)
    dtype = site.dtype(op.inputs[0], DType.INT8, DType.INT16)
    x, slope = site.quantized(op.inputs[0], dtype), site.int8(op.inputs[1])
    y = site.quantized(op.outputs[0], dtype)
    largest = largest_offset(x, dtype)
    requantizes(site, largest, x.scale / y.scale, dtype=dtype)
    product = x.scale * slope.scale / y.scale
    requantizes(site, largest * largest_offset(slope), product, dtype=dtype)
