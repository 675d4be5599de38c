"""CAST."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Cast
from tinyedge.graph.types import DType

_NUMBERS = (DType.INT8, DType.INT16, DType.INT32, DType.UINT32, DType.FLOAT32)


def cast(site: Site, op: Cast) -> None:
    """Same shape; TFLM casts from bool, but not to it."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.dtype(op.inputs[0], *_NUMBERS, DType.BOOL)
    site.dtype(op.outputs[0], *_NUMBERS)
