"""ABS."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Abs


def abs_(site: Site, op: Abs) -> None:
    """Same shape; requantized."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    requantizes(site, largest_offset(x), x.scale / y.scale)
