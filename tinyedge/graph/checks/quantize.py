"""QUANTIZE."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import DType


def quantize(site: Site, op: Quantize) -> None:
    """Same shape; float32 or int8 to int8."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    y = site.int8(op.outputs[0])
    if site.dtype(op.inputs[0], DType.FLOAT32, DType.INT8) is DType.INT8:
        x = site.int8(op.inputs[0])
        requantizes(site, largest_offset(x), x.scale / y.scale)
