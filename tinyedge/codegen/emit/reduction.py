"""The axes of operators that make one element of many."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, fill, merged, too_many_axes
from tinyedge.codegen.site import Site
from tinyedge.errors import ModelError
from tinyedge.graph.ops import Mean, ReduceMax, ReduceMin, Sum
from tinyedge.reference.movement import steps_of

Reducer = Mean | Sum | ReduceMax | ReduceMin

_FEW = 2  # axes of te_mean.h and te_reduce_max.h, kept and reduced each
_MANY = 4  # of te_reduction


def reduction(site: Site, op: Reducer) -> tuple[str, str]:
    """The initializers of at most two axes that are kept, and of as many that are reduced.

    Raises:
        ModelError: more of either kind remain when they are joined.
    """
    few = few_axes(site, op)
    if few is None:
        raise _too_many(site, op, _FEW)
    (_, kept), (_, reduced) = few
    return kept, reduced


def few_axes(site: Site, op: Reducer) -> tuple[tuple[str, str], ...] | None:
    """The members ``kept`` and ``reduced``, of at most two axes each; None if there are more."""
    kept, reduced = _joined(site, op)
    if max(len(kept), len(reduced)) > _FEW:
        return None
    return ("kept", _initializer(kept, _FEW)), ("reduced", _initializer(reduced, _FEW))


def many_axes(site: Site, op: Reducer) -> tuple[tuple[str, str], ...]:
    """The member ``axes``, a te_reduction.

    Raises:
        ModelError: more than four axes are kept or reduced.
    """
    kept, reduced = _joined(site, op)
    if max(len(kept), len(reduced)) > _MANY:
        raise _too_many(site, op, _MANY)
    fields = (
        f".kept = {_initializer(kept, _MANY)}",
        f".reduced = {_initializer(reduced, _MANY)}",
        f".outputs = {c.integer(prod(axis.size for axis in kept))}",
        f".rows = {c.integer(prod(axis.size for axis in reduced[:-1]))}",
    )
    return (("axes", c.braces(fields)),)


def _too_many(site: Site, op: Reducer, most: int) -> ModelError:
    kept, reduced = _joined(site, op)
    shape = site.tensor(op.inputs[0]).shape
    return too_many_axes(
        site.graph,
        site.layer,
        f"of {c.shape(shape)} over axes {', '.join(map(str, op.axes))} keeps {len(kept)} and "
        f"reduces {len(reduced)} axes that cannot be joined, more than {most}",
    )


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
