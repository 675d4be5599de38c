"""ZEROS_LIKE."""

from __future__ import annotations

from tinyedge.graph.checks.moving import of_one_type
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import ZerosLike


def zeros_like(site: Site, op: ZerosLike) -> None:
    """Same shape and type."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    of_one_type(site, op.inputs[0], op.outputs[0])
