"""RESHAPE, SQUEEZE and EXPAND_DIMS."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Reshape
from tinyedge.graph.types import DType


def reshape(site: Site, op: Reshape) -> None:
    """The same elements: of one type and, if it has one, quantization, as many as before."""
    x, y = site.tensor(op.inputs[0]), site.tensor(op.outputs[0])
    dtype = site.dtype(op.inputs[0], DType.INT8, DType.UINT8, DType.INT32, DType.FLOAT32)
    site.dtype(op.outputs[0], dtype)
    if x.elements != y.elements:
        raise site.error(f"{list(x.shape)} does not become {list(y.shape)}")
    if dtype in (DType.INT8, DType.UINT8):
        site.same_quantization(op.inputs[0])
