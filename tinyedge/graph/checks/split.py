"""SPLIT and SPLIT_V."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Split

LARGEST_RANK = 6


def split(site: Site, op: Split) -> None:
    """The outputs' sizes along the axis add up to the input's; the others agree."""
    moves_as_is(site, LARGEST_RANK)
    shape = site.tensor(op.inputs[0]).shape
    parts = [site.tensor(number).shape for number in op.outputs]
    others = {(part[: op.axis], part[op.axis + 1 :]) for part in parts}
    whole = sum(part[op.axis] if op.axis < len(part) else 0 for part in parts)
    if others != {(shape[: op.axis], shape[op.axis + 1 :])} or whole != shape[op.axis]:
        listed = ", ".join(str(list(part)) for part in parts)
        raise site.error(f"the outputs are {listed} of a tensor {list(shape)}")
