"""ABS."""

from __future__ import annotations

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Abs
from tinyedge.graph.types import DType


def abs_(site: Site, op: Abs) -> None:
    """Same shape; requantized."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    dtype = site.alike(DType.INT8, DType.INT16)
    centered(site)
    x, y = site.quantized(op.inputs[0], dtype), site.quantized(op.outputs[0], dtype)
    requantizes(site, largest_offset(x, dtype), x.scale / y.scale, dtype=dtype)
