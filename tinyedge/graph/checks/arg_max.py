"""ARG_MAX and ARG_MIN."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import ArgMax, ArgMin
from tinyedge.graph.types import DType


def arg_max(site: Site, op: ArgMax | ArgMin) -> None:
    """The axis is gone from the output, which is int32."""
    shape = site.tensor(op.inputs[0]).shape
    if not 0 <= op.axis < len(shape):
        raise site.error(f"axis {op.axis} of a tensor of {len(shape)} axes")
    site.dtype(op.inputs[0], DType.INT8, DType.FLOAT32)
    site.dtype(op.outputs[0], DType.INT32)
    site.output_shape(shape[: op.axis] + shape[op.axis + 1 :])
