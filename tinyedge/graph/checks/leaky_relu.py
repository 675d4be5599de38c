"""LEAKY_RELU."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import LeakyRelu
from tinyedge.graph.types import DType


def leaky_relu(site: Site, op: LeakyRelu) -> None:
    """Same shape; both branches are requantized. A negative slope is not TFLM's of every age."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    dtype = site.alike(DType.INT8, DType.INT16)
    x, y = site.quantized(op.inputs[0], dtype), site.quantized(op.outputs[0], dtype)
    if not op.alpha >= 0:
        raise site.error(f"alpha is {op.alpha:g}, which TFLite Micro takes from 0 on")
    largest = largest_offset(x, dtype)
    requantizes(site, largest, x.scale / y.scale, dtype=dtype)
    requantizes(site, largest, x.scale * op.alpha / y.scale, dtype=dtype)
