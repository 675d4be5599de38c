"""Variables that an operator reads and gives their next value."""

from __future__ import annotations

from math import prod

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import DType


def keeps(site: Site, number: TensorId, shape: tuple[int, ...], dtype: DType) -> None:
    """A variable of the operator's own, with as many elements as ``shape`` says."""
    if number not in {v.tensor for v in site.graph.variables}:
        raise site.error(f"{site.named(number)} is no variable, so that no state would be kept")
    if site.op.inputs.count(number) != 1:
        raise site.error(f"{site.named(number)} is a state and another input too")
    site.dtype(number, dtype)
    if site.tensor(number).elements != prod(shape):
        given = list(site.tensor(number).shape)
        raise site.error(f"the state {site.named(number)} is {given}, not {list(shape)}")
