"""RELU."""

from __future__ import annotations

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Relu
from tinyedge.graph.types import DType


def relu(site: Site, op: Relu) -> None:
    """Same shape, any quantization."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    dtype = site.alike(DType.INT8, DType.INT16)
    centered(site)
    x, y = site.quantized(op.inputs[0], dtype), site.quantized(op.outputs[0], dtype)
    requantizes(site, largest_offset(x, dtype), x.scale / y.scale, dtype=dtype)
