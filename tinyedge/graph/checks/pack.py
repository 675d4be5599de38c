"""PACK."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Pack

LARGEST_RANK = 6


def pack(site: Site, op: Pack) -> None:
    """All inputs have one shape; the output has an axis more."""
    moves_as_is(site, LARGEST_RANK)
    shapes = {site.tensor(number).shape for number in op.inputs}
    if len(shapes) != 1:
        listed = ", ".join(str(list(shape)) for shape in sorted(shapes))
        raise site.error(f"the inputs are {listed}")
    (shape,) = shapes
    site.output_shape((*shape[: op.axis], len(op.inputs), *shape[op.axis :]))
