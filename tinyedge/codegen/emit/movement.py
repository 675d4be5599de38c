"""Operators that only move elements."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, fill, merged, too_many_axes
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mover
from tinyedge.reference.movement import Move, filling, moves

_AXES = 5  # of te_movement.h


def movement(site: Site, op: Mover) -> Call:
    """Strided copies, each with as few axes as possible, and runs of bytes as long as possible.

    Raises:
        ModelError: more axes remain than the kernel has.
    """
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(len(op.inputs))]
    targets = [site.pointer(number, const=False) for number in op.outputs]
    output = site.tensor(op.outputs[0])
    copies = moves(op, site.graph)
    rows = [_row(site, move, output.dtype.size_bytes) for move in copies]
    fill_value = filling(op, site.graph)
    fill_bytes = 0 if fill_value is None else output.size_bytes
    listed = "".join(f"        {row},\n" for row in rows)
    params = site.params(
        "te_movement_params",
        ("moves", c.integer(len(rows))),
        ("move", f"(const te_move[]){{\n{listed}    }}" if rows else "NULL"),
        ("fill_bytes", c.integer(fill_bytes)),
        ("fill_value", c.integer(fill_value or 0)),
    )
    arguments = (
        f"&{params.name}",
        f"(const void *const[]){c.braces(sources)}",
        f"(void *const[]){c.braces(targets)}",
    )
    return Call("movement", arguments, tuple(constants), params)


def _row(site: Site, move: Move, element_bytes: int) -> str:
    """One initializer of te_move."""
    axes = merged(
        [
            Axis(size, (from_, to))
            for size, from_, to in zip(move.sizes, move.from_steps, move.to_steps, strict=True)
        ]
    )
    run = element_bytes
    if axes and axes[-1].steps == (1, 1):
        run *= axes.pop().size
    if len(axes) > _AXES:
        raise too_many_axes(site.graph, site.layer, f"moves {len(axes)} axes, more than {_AXES}")
    axes = fill(axes, _AXES, 2)
    fields = (
        c.braces(c.integer(axis.size) for axis in axes),
        c.braces(c.integer(axis.steps[0] * element_bytes) for axis in axes),
        c.braces(c.integer(axis.steps[1] * element_bytes) for axis in axes),
        *(c.integer(n * element_bytes) for n in (move.from_, move.to)),
        *(c.integer(n) for n in (run, move.source, move.target)),
    )
    return c.braces(fields)
