"""RSQRT of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Rsqrt
from tinyedge.reference.rsqrt import rsqrt_multiplier


def rsqrt_i16(site: Site, op: Rsqrt) -> Call:
    """The root is found for each element."""
    constants: list[Constant] = []
    multiplier, shift = rsqrt_multiplier(op, site.graph)
    arguments = (
        c.integer(multiplier),
        c.integer(shift),
        c.integer(site.tensor(op.outputs[0]).elements),
        site.input(0, constants),
        site.output(),
    )
    return Call("rsqrt_i16", arguments, tuple(constants))
