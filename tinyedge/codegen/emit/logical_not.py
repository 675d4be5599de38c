"""LOGICAL_NOT."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import LogicalNot


def logical_not(site: Site, op: LogicalNot) -> Call:
    """One byte after the other."""
    constants: list[Constant] = []
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (count, site.input(0, constants), site.output())
    return Call("logical_not", arguments, tuple(constants))
