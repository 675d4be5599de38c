"""DEQUANTIZE."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Dequantize
from tinyedge.graph.types import DType


def dequantize(site: Site, op: Dequantize) -> None:
    """Same shape; int8 or int16 to float32."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.quantized(op.inputs[0], DType.INT8, DType.INT16)
    site.dtype(op.outputs[0], DType.FLOAT32)
