"""ZEROS_LIKE."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import ZerosLike
from tinyedge.graph.types import DType


def zeros_like(site: Site, op: ZerosLike) -> None:
    """Same shape and type."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.dtype(op.outputs[0], site.dtype(op.inputs[0], DType.INT8, DType.INT32))
