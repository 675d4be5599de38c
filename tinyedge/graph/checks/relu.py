"""RELU."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Relu


def relu(site: Site, op: Relu) -> None:
    """Same shape, any quantization."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    requantizes(site, largest_offset(x), x.scale / y.scale)
