"""UNPACK."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Unpack

LARGEST_RANK = 6


def unpack(site: Site, op: Unpack) -> None:
    """As many outputs as there are slices, each of the shape without the axis."""
    moves_as_is(site, LARGEST_RANK)
    shape = site.tensor(op.inputs[0]).shape
    slice_ = (*shape[: op.axis], *shape[op.axis + 1 :])
    parts = [site.tensor(number).shape for number in op.outputs]
    if len(parts) != shape[op.axis] or set(parts) != {slice_}:
        listed = ", ".join(str(list(part)) for part in parts)
        follow = f"{shape[op.axis]} of {list(slice_)}"
        raise site.error(f"the outputs are {listed}, where {follow} follow")
