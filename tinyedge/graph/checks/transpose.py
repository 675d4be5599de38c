"""TRANSPOSE."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Transpose

LARGEST_RANK = 5  # of TFLM's kernel


def transpose(site: Site, op: Transpose) -> None:
    """The axes of the input in another order."""
    moves_as_is(site, LARGEST_RANK)
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape([shape[axis] for axis in op.permutation])
