"""CAST."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Cast


def cast(site: Site, op: Cast) -> Call:
    """The kernel is told both types."""
    constants: list[Constant] = []
    source, target = site.tensor(op.inputs[0]), site.tensor(op.outputs[0])
    arguments = (
        f"TE_CAST_{source.dtype.name}",
        f"TE_CAST_{target.dtype.name}",
        c.integer(target.elements),
        site.input(0, constants),
        site.output(),
    )
    return Call("cast", arguments, tuple(constants))
