"""MINIMUM and MAXIMUM of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Maximum, Minimum


def maximum_i16(site: Site, op: Minimum | Maximum) -> Call:
    """The smaller is the complement of the larger complement."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    params = site.params(
        "te_maximum_i16_params",
        ("shape", broadcast(site, op)),
        ("flip", c.integer(-1 if isinstance(op, Minimum) else 0)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("maximum_i16", arguments, tuple(constants), params)
