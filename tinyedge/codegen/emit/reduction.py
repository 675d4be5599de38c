"""The axes of operators that make one element of many."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, fill, merged
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mean, ReduceMax, ReduceMin, Sum
from tinyedge.reference.movement import steps_of

Reducer = Mean | Sum | ReduceMax | ReduceMin

_FEW = 2  # axes of te_mean.h and te_reduce_max.h, kept and reduced each
_MANY = 4  # of te_reduction


def few_axes(site: Site, op: Reducer) -> tuple[tuple[str, str], ...] | None:
    """The members ``kept`` and ``reduced``, of at most two axes each; None if there are more."""
    kept, reduced = _joined(site, op)
    if max(len(kept), len(reduced)) > _FEW:
        return None
    return ("kept", _initializer(kept, _FEW)), ("reduced", _initializer(reduced, _FEW))


def many_axes(site: Site, op: Reducer) -> tuple[tuple[str, str], ...]:
    """The member ``axes``, a te_reduction: a tensor of six axes has three to keep and to reduce."""
    kept, reduced = _joined(site, op)
    assert max(len(kept), len(reduced)) <= _MANY
    fields = (
        f".kept = {_initializer(kept, _MANY)}",
        f".reduced = {_initializer(reduced, _MANY)}",
        f".outputs = {c.integer(prod(axis.size for axis in kept))}",
        f".rows = {c.integer(prod(axis.size for axis in reduced[:-1]))}",
    )
    return (("axes", c.braces(fields)),)


def _joined(site: Site, op: Reducer) -> tuple[list[Axis], list[Axis]]:
    """The axes that are kept, and those that are reduced, as few as possible."""
    shape = site.tensor(op.inputs[0]).shape
    axes = [Axis(size, (step,)) for size, step in zip(shape, steps_of(shape), strict=True)]
    kept = merged([axis for i, axis in enumerate(axes) if i not in op.axes])
    reduced = merged([axis for i, axis in enumerate(axes) if i in op.axes])
    return kept, reduced


def _initializer(axes: list[Axis], count: int) -> str:
    filled = fill(axes, count, operands=1)
    return c.braces(f"{{.size = {axis.size}, .step = {axis.steps[0]}}}" for axis in filled)
