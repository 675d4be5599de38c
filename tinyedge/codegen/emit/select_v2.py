"""SELECT_V2 and IF."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast_axes
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Select


def select_v2(site: Site, op: Select) -> Call:
    """Three operands, each with steps of its own."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(3)]
    axes = broadcast_axes(site, op)
    steps = [c.braces(c.integer(axis.steps[k]) for axis in axes) for k in range(3)]
    params = site.params(
        "te_select_v2_params",
        ("size", c.braces(c.integer(axis.size) for axis in axes)),
        ("step", c.braces(steps)),
        ("element_bytes", c.integer(site.tensor(op.outputs[0]).dtype.size_bytes)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("select_v2", arguments, tuple(constants), params)
