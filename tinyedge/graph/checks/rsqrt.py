"""RSQRT."""

from __future__ import annotations

import math

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Rsqrt

# TFLM has 20 fractional bits, and shifts an int32 left or right to be rid of them.
_LEAST, _MOST = 2.0**-11, 2.0**29


def rsqrt(site: Site, op: Rsqrt) -> None:
    """Same shape. What is below zero is not proved to be absent: see docs/truth.md."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    multiplier = 1 / (math.sqrt(x.scale) * y.scale)
    if not _LEAST <= multiplier < _MOST:
        raise site.error(
            f"scales of {x.scale:g} and {y.scale:g} lead to a multiplier of {multiplier:g}, which "
            "TFLite Micro shifts beyond 32 bits"
        )
