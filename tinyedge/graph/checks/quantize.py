"""QUANTIZE."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import DType


def quantize(site: Site, op: Quantize) -> None:
    """Same shape; float32, int8 or uint8 to int8; int8 to uint8."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    before = site.dtype(op.inputs[0], DType.FLOAT32, DType.INT8, DType.UINT8)
    to_uint8 = (DType.UINT8,) if before is DType.INT8 else ()
    y = site.quantized(op.outputs[0], DType.INT8, *to_uint8)
    if before is not DType.FLOAT32:
        x = site.quantized(op.inputs[0], before)
        requantizes(site, largest_offset(x, before), x.scale / y.scale)
