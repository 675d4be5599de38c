"""The shape of operators whose two operands are broadcast against each other."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, fill, merged, too_many_axes
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Op
from tinyedge.reference.movement import steps_of

_AXES = 4  # of te_broadcast.h


def broadcast(site: Site, op: Op) -> str:
    """The initializer of a te_broadcast.

    Raises:
        ModelError: more than four axes remain after merging.
    """
    axes = broadcast_axes(site, op)
    size = c.braces(c.integer(axis.size) for axis in axes)
    first = c.braces(c.integer(axis.steps[0]) for axis in axes)
    second = c.braces(c.integer(axis.steps[1]) for axis in axes)
    return f"{{.size = {size}, .first = {first}, .second = {second}}}"


def broadcast_axes(site: Site, op: Op) -> list[Axis]:
    """The four axes of the output, with the steps of every operand.

    Raises:
        ModelError: more than four axes remain after merging.
    """
    shape = site.tensor(op.outputs[0]).shape
    steps = [_steps(site.tensor(number).shape, shape) for number in op.inputs]
    moves = zip(*steps, strict=True)
    axes = merged([Axis(size, each) for size, each in zip(shape, moves, strict=True)])
    if len(axes) > _AXES:
        problem = f"broadcasts over {len(axes)} axes that cannot be joined, more than {_AXES}"
        raise too_many_axes(site.graph, site.layer, problem)
    return fill(axes, _AXES, operands=len(op.inputs))


def _steps(operand: tuple[int, ...], output: tuple[int, ...]) -> list[int]:
    """How far the operand moves on along each axis of the output; 0 where it is repeated."""
    aligned = (1,) * (len(output) - len(operand)) + operand
    return [0 if size == 1 else step for size, step in zip(aligned, steps_of(aligned), strict=True)]
