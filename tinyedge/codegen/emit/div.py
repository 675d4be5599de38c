"""DIV."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Div
from tinyedge.reference.div import div_parameters


def div(site: Site, op: Div) -> Call:
    """The quotient of steps, brought to the output's scale."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = div_parameters(op, site.graph)
    params = site.params(
        "te_div_params",
        ("shape", broadcast(site, op)),
        ("zero_point", c.braces(c.integer(-offset) for offset in p.offsets)),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_offset)),
        ("min", c.integer(p.min)),
        ("max", c.integer(p.max)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("div", arguments, tuple(constants), params)
