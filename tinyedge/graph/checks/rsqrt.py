"""RSQRT."""

from __future__ import annotations

import math

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Rsqrt
from tinyedge.graph.types import DType

# TFLM has 20 fractional bits, and shifts an int32 left or right to be rid of them.
_LEAST, _MOST = 2.0**-11, 2.0**29


def rsqrt(site: Site, op: Rsqrt) -> None:
    """Same shape. What is below zero is not proved to be absent: see docs/truth.md."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    dtype = site.alike(DType.INT8, DType.INT16)
    centered(site)
    x, y = site.quantized(op.inputs[0], dtype), site.quantized(op.outputs[0], dtype)
    multiplier = 1 / (math.sqrt(x.scale) * y.scale)
    if not _LEAST <= multiplier < _MOST:
        raise site.error(
            f"scales of {x.scale:g} and {y.scale:g} lead to a multiplier of {multiplier:g}, which "
            "TFLite Micro shifts beyond 32 bits"
        )
