"""LEAKY_RELU."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import LeakyRelu


def leaky_relu(site: Site, op: LeakyRelu) -> None:
    """Same shape; both branches are requantized. A negative slope is not TFLM's of every age."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    if not op.alpha >= 0:
        raise site.error(f"alpha is {op.alpha:g}, which TFLite Micro takes from 0 on")
    requantizes(site, largest_offset(x), x.scale / y.scale)
    requantizes(site, largest_offset(x), x.scale * op.alpha / y.scale)
